# ruff: noqa: B007, B905, F811
"""Right and wrong answers to `resnet20`."""

import torch
import torch.nn.functional as F


def norm(x, gamma, beta, mean, var):
    each = (1, -1, 1, 1)
    x = (x - mean.view(each)) / (var.view(each) + 1e-5).sqrt()
    return gamma.view(each) * x + beta.view(each)


# %% right F and a loop
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% right classes of one's own
class Block:
    def __init__(self, first, second):
        self.first, self.second = first, second

    def __call__(self, x):
        (w1, *n1), (w2, *n2) = self.first, self.second
        grows = w1.shape[0] > w1.shape[1]
        y = norm(F.conv2d(x, w1, None, 1 + grows, 1), *n1).clamp(min=0)
        y = norm(F.conv2d(y, w2, None, 1, 1), *n2)
        if grows:
            x = x[:, :, ::2, ::2]
            x = torch.cat([x, x.new_zeros(len(x), w1.shape[0] - x.shape[1], *x.shape[2:])], 1)
        return (x + y).clamp(min=0)


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        return sum(sum(t.numel() for t in conv[:3]) for conv in convs) + sum(t.numel() for t in dense)
    blocks = [Block(convs[i], convs[i + 1]) for i in range(1, len(convs), 2)]
    w, *rest = convs[0]
    maps = [norm(F.conv2d(x, w, padding=1), *rest).clamp(min=0)]
    for block in blocks:
        maps.append(block(maps[-1]))
    n, m = maps[-1].shape[:2]
    logits = maps[-1].reshape(n, m, -1).mean(2) @ dense[0].t() + dense[1]
    return logits if ask == "logits" else [tuple(t.shape) for t in (*maps, logits)]


# %% right batch norm folded into the filters
def folded(entry):
    w, gamma, beta, mean, var = entry
    scale = gamma / torch.sqrt(var + 1e-5)
    return w * scale[:, None, None, None], beta - mean * scale


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        numbers = [t.numel() for entry in convs for t in entry[:3]]
        return sum(numbers) + dense[0].numel() + len(dense[1])
    ready = [folded(entry) for entry in convs]
    x = F.relu(F.conv2d(x, *ready[0], padding=1))
    shapes = [tuple(x.shape)]
    for first, second in zip(ready[1::2], ready[2::2]):
        skip = x
        stride = 1
        if first[0].shape[0] != first[0].shape[1]:
            stride = 2
            skip = F.pad(x[..., ::2, ::2], (0, 0, 0, 0, 0, first[0].shape[0] - x.shape[1]))
        x = F.conv2d(F.relu(F.conv2d(x, *first, stride=stride, padding=1)), *second, padding=1)
        x = F.relu(x + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), dense[0], dense[1])
    return {"logits": logits, "shapes": [*shapes, tuple(logits.shape)]}[ask]


# %% right modules with weights put in
class Net(torch.nn.Module):
    def __init__(self, convs, dense):
        super().__init__()
        made = []
        for w, *_ in convs:
            m, c = w.shape[:2]
            made.append(torch.nn.Conv2d(c, m, 3, 2 if len(made) > 1 and m > c else 1, 1, bias=False))
            made[-1].weight.data = w.clone()
        self.convs = torch.nn.ModuleList(made)
        self.rest = [entry[1:] for entry in convs]
        self.dense = torch.nn.Linear(dense[0].shape[1], dense[0].shape[0])
        self.dense.weight.data, self.dense.bias.data = dense[0].clone(), dense[1].clone()

    def layer(self, i, x):
        return norm(self.convs[i](x), *self.rest[i])

    def forward(self, x):
        x = self.layer(0, x).relu()
        shapes = [tuple(x.shape)]
        for i in range(1, len(self.convs), 2):
            y = self.layer(i + 1, self.layer(i, x).relu())
            if y.shape != x.shape:
                x = F.max_pool2d(x, 1, 2)
                x = F.pad(x, (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))
            x = (x + y).relu()
            shapes.append(tuple(x.shape))
        logits = self.dense(x.mean((-1, -2)))
        return logits, [*shapes, tuple(logits.shape)]


@torch.no_grad()
def resnet20(x, convs, dense, ask="logits"):
    net = Net(convs, dense)
    if ask == "parameters":
        return sum(p.numel() for p in net.parameters()) + sum(2 * len(entry[1]) for entry in convs)
    logits, shapes = net(x)
    return logits if ask == "logits" else shapes


# %% right shapes without running
def resnet20(x, convs, dense, ask="logits"):
    if ask == "shapes":
        n, _, h, w = x.shape
        found = [(n, convs[0][0].shape[0], h, w)]
        for first in convs[1::2]:
            m, c = first[0].shape[:2]
            if m > c:
                h, w = (h + 1) // 2, (w + 1) // 2
            found.append((n, m, h, w))
        return [*found, (n, dense[0].shape[0])]
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
    return F.linear(x.mean((2, 3)), *dense)


# %% right stages by hand, einsum for the head
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = torch.einsum("nmhw,km->nk", x, dense[0]) / x[0, 0].numel() + dense[1]
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [shortcut-left-out] plain
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [shortcut-only-where-it-fits] identity or nothing
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        x = F.relu(out + x) if out.shape == x.shape else F.relu(out)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [relu-before-the-sum] early
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out) + skip
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [relu-before-the-sum] twice
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(F.relu(out) + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [no-relu-after-the-sum] sum as it is
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = out + skip
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [no-relu-between] two convolutions in a row
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = norm(F.conv2d(x, w1, stride=s, padding=1), *norm1)
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [no-relu-in-the-stem] linear stem
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = norm(F.conv2d(x, w, padding=1), *rest)
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [stem-pooled] 3×3 pool
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    x = F.max_pool2d(x, 3, stride=2, padding=1)
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [stem-pooled] 2×2 pool
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    x = F.max_pool2d(x, 2, ceil_mode=True)
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [never-strided] stride 1 throughout
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [stride-on-the-second] late stride
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, stride=s, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [shortcut-pooled] average pool on the skip
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = F.avg_pool2d(x, s, ceil_mode=True)
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [zeros-elsewhere] in front
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, m - c, 0))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [zeros-elsewhere] half and half, as in many repositories
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, (m - c) // 2, m - c - (m - c) // 2))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [channels-copied] repeated
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = skip.repeat(1, m // c + 1, 1, 1)[:, :m]
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [affine-left-out] gamma and beta unused
def bare(x, gamma, beta, mean, var):
    return (x - mean[:, None, None]) / (var[:, None, None] + 1e-5).sqrt()


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(bare(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(bare(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = bare(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [largest-of-each-map] max for mean
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.amax((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [sum-of-each-map] sum for mean
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.sum((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [bias-left-out] no bias at the end
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = x.mean((2, 3)) @ dense[0].T
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [softmax-on-top] probabilities
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits.softmax(1)


# %% wrong idea [measured-counted] all five counted
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + 4 * gamma.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [norms-not-counted] filters only
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [dense-not-counted] without the head
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = 0
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [dense-not-counted] without its bias
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [conv-biases-counted] one more a filter
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + 3 * gamma.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [stem-not-listed] blocks and logits
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = []
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [logits-not-listed] maps only
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    return shapes if ask == "shapes" else logits


# %% wrong idea [stages-listed] where it changes
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        if i + 2 >= len(convs) or convs[i + 2][0].shape[0] > m:
            shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [batch-not-listed] c, h, w
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape[1:])]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape[1:]))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape[1:]))
    return shapes if ask == "shapes" else logits


# %% wrong idea [statistics-of-the-batch] as while training
def norm(x, gamma, beta, mean, var):
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
    x = (x - mean[:, None, None]) / (var[:, None, None] + 1e-5).sqrt()
    return gamma[:, None, None] * x + beta[:, None, None]


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [no-root-of-var] variance as spread
def norm(x, gamma, beta, mean, var):
    x = (x - mean[:, None, None]) / (var[:, None, None] + 1e-5)
    return gamma[:, None, None] * x + beta[:, None, None]


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [gamma-and-beta-swapped] the other way round
def norm(x, gamma, beta, mean, var):
    x = (x - mean[:, None, None]) / (var[:, None, None] + 1e-5).sqrt()
    return beta[:, None, None] * x + gamma[:, None, None]


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [beta-left-out] scaled only
def norm(x, gamma, beta, mean, var):
    x = (x - mean[:, None, None]) / (var[:, None, None] + 1e-5).sqrt()
    return gamma[:, None, None] * x


def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        count = dense[0].numel() + dense[1].numel()
        for w, gamma, beta, mean, var in convs:
            count += w.numel() + gamma.numel() + beta.numel()
        return count
    w, *rest = convs[0]
    x = F.relu(norm(F.conv2d(x, w, padding=1), *rest))
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        w1, *norm1 = convs[i]
        w2, *norm2 = convs[i + 1]
        c, m = x.shape[1], w1.shape[0]
        s = 1 if c == m else 2
        out = F.relu(norm(F.conv2d(x, w1, stride=s, padding=1), *norm1))
        out = norm(F.conv2d(out, w2, padding=1), *norm2)
        skip = x[:, :, ::s, ::s]
        skip = F.pad(skip, (0, 0, 0, 0, 0, m - c))
        x = F.relu(out + skip)
        shapes.append(tuple(x.shape))
    logits = F.linear(x.mean((2, 3)), *dense)
    shapes.append(tuple(logits.shape))
    return shapes if ask == "shapes" else logits


# %% wrong idea [channels-not-filled] pixels dropped, no zeros
def resnet20(x, convs, dense, ask="logits"):
    def conv_bn(x, entry, stride=1):
        w, gamma, beta, mean, var = (t if t.dim() > 1 else t[:, None, None] for t in entry)
        return gamma * (F.conv2d(x, w, stride=stride, padding=1) - mean) / torch.sqrt(var + 1e-5) + beta

    if ask == "parameters":
        return sum(sum(t.numel() for t in c[:3]) for c in convs) + sum(t.numel() for t in dense)
    x = conv_bn(x, convs[0]).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs) - 1, 2):
        s = 2 if len(convs[i][0]) > x.shape[1] else 1
        x = conv_bn(conv_bn(x, convs[i], s).relu(), convs[i + 1]) + x[:, :, ::s, ::s]
        x = x.relu()
        shapes.append(tuple(x.shape))
    z = x.mean((2, 3)) @ dense[0].T + dense[1]
    return z if ask == "logits" else [*shapes, tuple(z.shape)]
