# ruff: noqa: F811, RET503
"""More answers to blocks, by the person of fourth.py, from the stories alone.
"""

import math

import torch
import torch.nn.functional as F


# %% stack_vs_single right grows the field
def stack_vs_single(c, k, bias):
    layers, field = 0, 1
    while field < k:
        layers, field = layers + 1, field + 2
    if layers == 0 or field != k:
        raise ValueError("no stack sees that")
    return layers, layers * c * (9 * c + bias), c * (k * k * c + bias)


# %% stack_vs_single wrong [helpful three-each] every layer adds three
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 3:
        raise ValueError("k")
    n = math.ceil(k / 3)
    return n, n * (9 * c * c + c * bias), k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful channels-once] one kernel a filter
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 3:
        raise ValueError("k")
    n = (k - 1) // 2
    return n, n * c * (9 + bias), c * (k * k + bias)


# %% stack_vs_single wrong [helpful biases-once] biases of the last layer only
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 3:
        raise ValueError("k")
    n = (k - 1) // 2
    return n, n * 9 * c * c + c * bias, k * k * c * c + c * bias


# %% conv1x1 wrong [helpful axes-not-moved] view of pixels as rows
def conv1x1(x, w, b):
    c, h, ww = x.shape
    y = x.reshape(h * ww, c) @ w.T + b
    return y.T.reshape(-1, h, ww)


# %% conv1x1 wrong [helpful relu-applied] ReLU on top
def conv1x1(x, w, b):
    return torch.relu(torch.einsum("chw,mc->mhw", x, w) + b[:, None, None])


# %% conv1x1 wrong [helpful bias-by-channel] one bias for each map that is read
def conv1x1(x, w, b):
    return torch.einsum("chw,mc->mhw", x, w) + x.shape[0] * b[:, None, None]


# %% bottleneck_cost wrong [helpful middle-expands] the middle from c to mid
def bottleneck_cost(c, mid, k, h, w):
    p = c * mid + k * k * c * mid + mid * c
    return p, p * h * w


# %% bottleneck_cost wrong [helpful places-in-params] params at every place
def bottleneck_cost(c, mid, k, h, w):
    p = c * mid + k * k * mid * mid + mid * c
    return p * h * w, p * h * w


# %% bottleneck_cost wrong [bare value] only one 1x1 uses the places
def bottleneck_cost(c, mid, k, h, w):
    p = 2 * c * mid + k * k * mid * mid
    return p, c * mid * h * w + k * k * mid * mid * h * w


# %% bottleneck_cost wrong [helpful width-once] the middle is depthwise
def bottleneck_cost(c, mid, k, h, w):
    p = 2 * c * mid + k * k * mid
    return p, p * h * w


# %% separable_ratio wrong [helpful saved] the saving
def separable_ratio(k, m):
    return 1 - (1 / m + 1 / k**2)


# %% separable_ratio wrong [helpful k-not-squared] kernel's side for its cells
def separable_ratio(k, m):
    return 1 / m + 1 / k


# %% separable_ratio wrong [helpful pointwise-only] only the second step
def separable_ratio(k, m):
    return 1 / k**2


# %% separable_ratio wrong [helpful whole-number] whole numbers
def separable_ratio(k, m):
    return (k * k + m) // (k * k * m)


# %% grouped_conv right chunks and cat
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k = w.shape[-1]
    out = []
    for maps, filters in zip(x.chunk(groups), w.chunk(groups), strict=True):
        out.append(torch.einsum("cijab,mcab->mij", maps.unfold(1, k, 1).unfold(2, k, 1), filters))
    return torch.cat(out)


# %% grouped_conv wrong [helpful first-group-only] every filter reads the first group
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k = w.shape[-1]
    win = x[: w.shape[1]].unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("cijab,mcab->mij", win, w)


# %% grouped_conv wrong [helpful interleaved] group by the remainder
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k, per = w.shape[-1], w.shape[1]
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    out = []
    for f in range(w.shape[0]):
        g = f % groups
        out.append(torch.einsum("cijab,cab->ij", win[g * per : (g + 1) * per], w[f]))
    return torch.stack(out)


# %% grouped_conv wrong [helpful summed] answers of the groups are added
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k = w.shape[-1]
    total = 0
    for maps, filters in zip(x.chunk(groups), w.chunk(groups), strict=True):
        total = total + torch.einsum("cijab,mcab->mij", maps.unfold(1, k, 1).unfold(2, k, 1), filters)
    return total


# %% grouped_conv wrong [helpful no-error] refuses maps only
def grouped_conv(x, w, groups):
    if x.shape[0] % groups:
        raise ValueError("groups")
    k, per, m = w.shape[-1], w.shape[1], w.shape[0]
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    out = []
    for f in range(m):
        g = f * groups // m
        out.append(torch.einsum("cijab,cab->ij", win[g * per : (g + 1) * per], w[f]))
    return torch.stack(out)


# %% separable_conv wrong [helpful relu-between] ReLU between
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    d = torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)
    return torch.einsum("mc,cij->mij", w_point, d.relu())


# %% separable_conv wrong [helpful one-kernel] one kernel for all maps
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    d = torch.einsum("cijab,ab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth[0])
    return torch.einsum("mc,cij->mij", w_point, d)


# %% separable_conv wrong [helpful no-mix] forgets the second step
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    return torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)


# %% separable_conv wrong [helpful flipped] kernels turned over
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    d = torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth.flip(1, 2))
    return torch.einsum("mc,cij->mij", w_point, d)


# %% stack_branches wrong [helpful maps-must-be-alike] stacks a new axis
def stack_branches(outs):
    for i, o in enumerate(outs):
        if o.shape != outs[0].shape:
            raise ValueError(f"branch {i}")
    return torch.stack(outs, 1).flatten(1, 2)


# %% stack_branches wrong [helpful joined-along-another-axis] joins pictures
def stack_branches(outs):
    for i, o in enumerate(outs):
        if o.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 0)


# %% stack_branches wrong [bare message] compares with the branch before
def stack_branches(outs):
    for i in range(len(outs) - 1):
        a, b = outs[i], outs[i + 1]
        if a.shape[0] != b.shape[0] or a.shape[2:] != b.shape[2:]:
            raise ValueError(f"branch {i} does not fit")
    return torch.cat(outs, 1)


# %% stack_branches wrong [helpful value] smallest first
def stack_branches(outs):
    for i, o in enumerate(outs):
        if (o.shape[0], *o.shape[2:]) != (outs[0].shape[0], *outs[0].shape[2:]):
            raise ValueError(f"branch {i}")
    return torch.cat(sorted(outs, key=lambda o: o.shape[1]), 1)


# %% inception_macs wrong [helpful squeeze-free] squeezes forgotten in the sum
def inception_macs(h, w, c, spec):
    r3, n3 = spec["3x3"]
    r5, n5 = spec["5x5"]
    return h * w * (c * spec["1x1"] + 9 * r3 * n3 + 25 * r5 * n5 + c * spec["pool"])


# %% inception_macs wrong [helpful pool-multiplies] pool multiplies nine
def inception_macs(h, w, c, spec):
    r3, n3 = spec["3x3"]
    r5, n5 = spec["5x5"]
    total = c * spec["1x1"] + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5
    return h * w * (total + 9 * c + c * spec["pool"])


# %% inception_macs wrong [helpful side-once] five instead of twenty-five
def inception_macs(h, w, c, spec):
    r3, n3 = spec["3x3"]
    r5, n5 = spec["5x5"]
    return h * w * (c * spec["1x1"] + c * r3 + 3 * r3 * n3 + c * r5 + 5 * r5 * n5 + c * spec["pool"])


# %% inception_macs wrong [bare value] squeeze and filters swapped
def inception_macs(h, w, c, spec):
    n3, r3 = spec["3x3"]
    n5, r5 = spec["5x5"]
    return h * w * (c * spec["1x1"] + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5 + c * spec["pool"])


# %% factor_cost wrong [helpful stack-of-k-thirds] half the kernel's side
def factor_cost(c, k):
    return k * k * c * c, (k // 2 + 1) * 9 * c * c, 2 * k * c * c


# %% factor_cost wrong [helpful one-channel] channels once
def factor_cost(c, k):
    return k * k * c, (k - 1) // 2 * 9 * c, 2 * k * c


# %% factor_cost wrong [bare value] the pair is one filter
def factor_cost(c, k):
    return k * k * c * c, (k - 1) // 2 * 9 * c * c, (2 * k - 1) * c * c


# %% batch_norm wrong [helpful each-image-alone] spread of every picture
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    g, b = gamma.view(1, -1, 1, 1), beta.view(1, -1, 1, 1)
    if not train:
        y = (x - run_mean.view(1, -1, 1, 1)) / (run_var.view(1, -1, 1, 1) + eps).sqrt()
        return g * y + b, run_mean.clone(), run_var.clone()
    m = x.numel() // x.shape[1]
    if m == 1:
        raise ValueError("one value")
    mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), keepdim=True, unbiased=False)
    y = g * (x - mean) / (var + eps).sqrt() + b
    new_mean = (1 - momentum) * run_mean + momentum * x.mean((0, 2, 3))
    new_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    return y, new_mean, new_var


# %% batch_norm wrong [helpful no-root] divides by the variance
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train:
        m = x.numel() // x.shape[1]
        if m == 1:
            raise ValueError("one value")
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    s = (1, -1, 1, 1)
    y = gamma.view(s) * (x - mean.view(s)) / (var.view(s) + eps) + beta.view(s)
    return y, run_mean.clone(), run_var.clone()


# %% batch_norm wrong [helpful value] normalizes with the new running numbers
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train:
        m = x.numel() // x.shape[1]
        if m == 1:
            raise ValueError("one value")
        run_mean = (1 - momentum) * run_mean + momentum * x.mean((0, 2, 3))
        run_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    s = (1, -1, 1, 1)
    y = gamma.view(s) * (x - run_mean.view(s)) / (run_var.view(s) + eps).sqrt() + beta.view(s)
    return y, run_mean.clone(), run_var.clone()


# %% batch_norm wrong [helpful unbiased-variance] unbiased everywhere
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    mean, var = run_mean, run_var
    if train:
        if x.numel() == x.shape[1]:
            raise ValueError("one value")
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        run_mean = run_mean + momentum * (mean - run_mean)
        run_var = run_var + momentum * (var - run_var)
    s = (1, -1, 1, 1)
    y = gamma.view(s) * (x - mean.view(s)) / (var.view(s) + eps).sqrt() + beta.view(s)
    return y, run_mean.clone(), run_var.clone()


# %% lrn right cumulative sums
def lrn(x, n, k, alpha, beta):
    c = x.shape[0]
    sums = torch.cat([torch.zeros_like(x[:1]), (x**2).cumsum(0)])
    low = [max(0, i - n // 2) for i in range(c)]
    high = [min(c, i + n // 2 + 1) for i in range(c)]
    return x / (k + alpha * (sums[high] - sums[low])) ** beta


# %% lrn wrong [helpful alpha-divided] mean of the squares
def lrn(x, n, k, alpha, beta):
    c = x.shape[0]
    y = torch.zeros_like(x)
    for i in range(c):
        part = x[max(0, i - n // 2) : i + n // 2 + 1]
        y[i] = x[i] / (k + alpha * (part**2).mean(0)) ** beta
    return y


# %% lrn wrong [helpful own-map-left-out] without the map itself
def lrn(x, n, k, alpha, beta):
    c = x.shape[0]
    y = torch.zeros_like(x)
    for i in range(c):
        part = x[max(0, i - n // 2) : i + n // 2 + 1]
        y[i] = x[i] / (k + alpha * ((part**2).sum(0) - x[i] ** 2)) ** beta
    return y


# %% lrn wrong [helpful no-squares] values instead of squares
def lrn(x, n, k, alpha, beta):
    c = x.shape[0]
    y = torch.zeros_like(x)
    for i in range(c):
        part = x[max(0, i - n // 2) : i + n // 2 + 1]
        y[i] = x[i] / (k + alpha * part.sum(0)) ** beta
    return y


# %% chain_gradient wrong [bare value] every second layer skipped
def chain_gradient(slopes, skip):
    g = 1.0
    for i, s in enumerate(slopes):
        g *= 1 + s if skip and i % 2 == 0 else s
    return g


# %% chain_gradient wrong [helpful skip-once] adds one at the end
def chain_gradient(slopes, skip):
    return math.prod(slopes) + (1 if skip else 0)


# %% chain_gradient wrong [helpful slopes-added] sum of the slopes
def chain_gradient(slopes, skip):
    return 1 + sum(slopes) if skip else math.prod(slopes)


# %% diagnose wrong [helpful ratio-turned-round] ratio the other way
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if last_grad < first_grad / 1000 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% diagnose wrong [helpful gradients-first] gradient looked at first
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if first_grad < last_grad / 1000:
        return "vanishing"
    if train_err_deep > train_err_shallow:
        return "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% diagnose wrong [helpful overfitting-by-the-gap] overfitting by the gap within the deep network
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if first_grad / last_grad < 0.001 else "degradation"
    return "overfitting" if test_err_deep > train_err_deep else "fine"


# %% residual_block wrong [bare value] projection also without one
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1)
    skip = x if w_proj is None else F.conv2d(x, w_proj)[:, :, ::stride, ::stride]
    return F.relu(y) + F.relu(skip)


# %% residual_block wrong [helpful no-relu-between] no ReLU in the branch
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.conv2d(x, w1, b1, stride=stride, padding=1), w2, b2, padding=1)
    skip = x if w_proj is None else F.conv2d(x, w_proj, stride=stride)
    return F.relu(y + skip)


# %% residual_block wrong [helpful averaged-with-the-skip] the mean of both
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1)
    skip = x if w_proj is None else F.conv2d(x, w_proj, stride=stride)
    return F.relu((y + skip) / 2)


# %% residual_block wrong [helpful value] skip averaged instead of strided
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1)
    skip = x
    if w_proj is not None:
        skip = F.conv2d(F.avg_pool2d(x, stride, ceil_mode=True), w_proj)
    return F.relu(y + skip)


# %% dense_channels wrong [helpful output-left-out] what leaves is forgotten
def dense_channels(k0, growth, count):
    return [k0 + growth * i for i in range(count)]


# %% dense_channels wrong [bare value] input doubled each time
def dense_channels(k0, growth, count):
    out = [k0]
    for _ in range(count):
        out.append(sum(out) + growth)
    return out


# %% dense_channels wrong [helpful one-layer-late] starts with the first layer's maps
def dense_channels(k0, growth, count):
    return [k0 + growth * (i + 1) for i in range(count + 1)]


# %% dense_block wrong [helpful order-of-maps] new maps in front
def dense_block(x, weights):
    for w in weights:
        x = torch.cat([F.relu(F.conv2d(x, w, padding=1)), x], 1)
    return x


# %% dense_block wrong [helpful relu-before-the-convolution] ReLU before the convolution
def dense_block(x, weights):
    for w in weights:
        x = torch.cat([x, F.conv2d(F.relu(x), w, padding=1)], 1)
    return x


# %% dense_block wrong [helpful relu-on-old-maps] ReLU on everything
def dense_block(x, weights):
    for w in weights:
        x = F.relu(torch.cat([x, F.conv2d(x, w, padding=1)], 1))
    return x


# %% dropout wrong [helpful share-of-this-mask] scales by the mask's own share
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * mask / mask.mean() if train else x.clone()


# %% dropout wrong [helpful classic] scales at test time
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * mask if train else x * (1 - p)


# %% dropout wrong [helpful p-unchecked] p of one allowed
def dropout(x, mask, p, train):
    if not 0 <= p <= 1:
        raise ValueError("p")
    return x * mask / (1 - p) if train else x.clone()


# %% dropout wrong [helpful p-as-keep] divides by p
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * mask / p if train else x.clone()


# %% smooth_labels wrong [helpful others-only] the rest among the others
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    out = torch.full((len(y), k), eps / max(k - 1, 1))
    out[torch.arange(len(y)), y] = 1 - eps
    return out


# %% smooth_labels wrong [helpful right-class-forgotten] the right one gets 1 - eps
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    out = torch.full((len(y), k), eps / k)
    out[torch.arange(len(y)), y] = 1 - eps
    return out


# %% smooth_labels wrong [helpful eps-for-each] eps to every class
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    return F.one_hot(y, k).float() * (1 - eps) + eps


# %% se_gate wrong [helpful gate-not-a-sigmoid] tanh for the sigmoid
def se_gate(x, w1, b1, w2, b2):
    s = x.mean((2, 3))
    g = torch.tanh(torch.relu(s @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% se_gate wrong [helpful max-for-mean] largest for the mean
def se_gate(x, w1, b1, w2, b2):
    s = x.amax((2, 3))
    g = torch.sigmoid(torch.relu(s @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% se_gate wrong [helpful shortcut] gates added to the maps
def se_gate(x, w1, b1, w2, b2):
    s = x.mean((2, 3))
    g = torch.sigmoid(torch.relu(s @ w1.T + b1) @ w2.T + b2)
    return x + x * g[:, :, None, None]


# %% squash wrong [helpful square-left-out] length not squared above
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x / (1 + l)


# %% squash wrong [helpful one-length-for-all] length of all rows
def squash(x):
    l2 = (x**2).sum()
    return x * l2.sqrt() / (1 + l2)


# %% squash wrong [helpful not-a-direction] direction not divided
def squash(x):
    l2 = (x**2).sum(1, keepdim=True)
    return x * l2 / (1 + l2)
