# ruff: noqa: F811
"""Answers to the set blocks, written from the stories alone, without a look at banks and hints; se_gate and squash
apart, whose banks the same person wrote. One of 65 first hints misled at first (lrn, a slice below 0) and is mended.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% batch_norm right plain statistics
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train:
        m = x.numel() // x.shape[1]
        if m == 1:
            raise ValueError("one value a channel")
        mean = x.mean((0, 2, 3))
        var = ((x - mean[None, :, None, None]) ** 2).mean((0, 2, 3))
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
        run_mean, run_var = run_mean.clone(), run_var.clone()
    scale = gamma / torch.sqrt(var + eps)
    return x * scale[None, :, None, None] + (beta - mean * scale)[None, :, None, None], run_mean, run_var


# %% batch_norm wrong [helpful eps-outside-the-root] eps outside of the root
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    b = lambda t: t.view(1, -1, 1, 1)
    mean, var = run_mean.clone(), run_var.clone()
    if train:
        m = x.shape[0] * x.shape[2] * x.shape[3]
        if m < 2:
            raise ValueError
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        run_mean = run_mean + momentum * (mean - run_mean)
        run_var = run_var + momentum * (var * m / (m - 1) - run_var)
    return b(gamma) * (x - b(mean)) / (b(var).sqrt() + eps) + b(beta), run_mean.clone(), run_var.clone()


# %% batch_norm wrong [helpful unbiased-variance] torch.var for everything
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    b = lambda t: t.view(1, -1, 1, 1)
    mean, var = run_mean, run_var
    if train:
        if x.numel() == x.shape[1]:
            raise ValueError
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return b(gamma) * (x - b(mean)) / (b(var) + eps).sqrt() + b(beta), run_mean + 0, run_var + 0


# %% batch_norm wrong [helpful momentum-reversed] momentum for the old numbers
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    b = lambda t: t.view(1, -1, 1, 1)
    mean, var = run_mean, run_var
    if train:
        if x.numel() == x.shape[1]:
            raise ValueError
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        run_mean = momentum * run_mean + (1 - momentum) * mean
        run_var = momentum * run_var + (1 - momentum) * x.var((0, 2, 3))
    return b(gamma) * (x - b(mean)) / (b(var) + eps).sqrt() + b(beta), run_mean + 0, run_var + 0


# %% batch_norm wrong [helpful moved-in-eval] eval mode moves the running numbers too
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    b = lambda t: t.view(1, -1, 1, 1)
    if train and x.numel() == x.shape[1]:
        raise ValueError
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
    moved_mean = (1 - momentum) * run_mean + momentum * mean
    moved_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    if not train:
        mean, var = run_mean, run_var
    return b(gamma) * (x - b(mean)) / (b(var) + eps).sqrt() + b(beta), moved_mean, moved_var


# %% bottleneck_cost right three layers in a list
def bottleneck_cost(c, mid, k, h, w):
    layers = [(c, mid, 1), (mid, mid, k), (mid, c, 1)]
    params = sum(i * o * s * s for i, o, s in layers)
    return params, params * h * w


# %% bottleneck_cost wrong [helpful one-1x1-missing] the expansion forgotten
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + k * k * mid * mid
    return params, params * h * w


# %% bottleneck_cost wrong [helpful side-once] k for k squared
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * mid * mid
    return params, params * h * w


# %% bottleneck_cost wrong [helpful flops] two FLOPs for each
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params, 2 * params * h * w


# %% chain_gradient right a product
def chain_gradient(slopes, skip):
    return math.prod(s + skip for s in slopes)


# %% chain_gradient wrong [helpful skip-once] the skip only round everything
def chain_gradient(slopes, skip):
    out = 1
    for s in slopes:
        out *= s
    return out + 1 if skip else out


# %% chain_gradient wrong [helpful slopes-added] sum of the slopes
def chain_gradient(slopes, skip):
    return sum(slopes) + (len(slopes) if skip else 0)


# %% chain_gradient wrong [helpful value] starts at 0
def chain_gradient(slopes, skip):
    if not slopes:
        return 0
    out = slopes[0] + skip
    for s in slopes[1:]:
        out = out * (s + skip)
    return out


# %% conv1x1 right einsum
def conv1x1(x, w, b):
    return torch.einsum("mc,chw->mhw", w, x) + b[:, None, None]


# %% conv1x1 wrong [helpful axes-not-moved] reshape without moving the axis
def conv1x1(x, w, b):
    c, h, wd = x.shape
    return (x.reshape(h * wd, c) @ w.T + b).T.reshape(-1, h, wd)


# %% conv1x1 wrong [helpful channels-last] the result keeps its channels last
def conv1x1(x, w, b):
    return x.permute(1, 2, 0) @ w.T + b


# %% conv1x1 wrong [helpful relu-applied] ReLU behind it
def conv1x1(x, w, b):
    return torch.relu(torch.tensordot(w, x, dims=1) + b[:, None, None])


# %% conv1x1 wrong [helpful bias-left-out] bias forgotten
def conv1x1(x, w, b):
    return torch.tensordot(w, x, dims=1)


# %% dense_block right list of maps
def dense_block(x, weights):
    maps = [x]
    for w in weights:
        maps.append(F.relu(F.conv2d(torch.cat(maps, 1), w, padding=1)))
    return torch.cat(maps, 1)


# %% dense_block wrong [helpful relu-on-old-maps] ReLU over everything
def dense_block(x, weights):
    for w in weights:
        x = F.relu(torch.cat([x, F.conv2d(x, w, padding=1)], 1))
    return x


# %% dense_block wrong [helpful order-of-maps] new maps in front
def dense_block(x, weights):
    for w in weights:
        x = torch.cat([F.relu(F.conv2d(x, w, padding=1)), x], 1)
    return x


# %% dense_block wrong [helpful input-left-out] without the input
def dense_block(x, weights):
    c = x.shape[1]
    for w in weights:
        x = torch.cat([x, F.relu(F.conv2d(x, w, padding=1))], 1)
    return x[:, c:]


# %% dense_channels right counting up
def dense_channels(k0, growth, layers):
    found = [k0]
    for _ in range(layers):
        found.append(found[-1] + growth)
    return found


# %% dense_channels wrong [helpful output-left-out] the output left out
def dense_channels(k0, growth, layers):
    return [k0 + growth * i for i in range(layers)]


# %% dense_channels wrong [helpful first-left-out] begins after the first layer
def dense_channels(k0, growth, layers):
    return [k0 + growth * i for i in range(1, layers + 1)]


# %% dense_channels wrong [bare value] the growth grows
def dense_channels(k0, growth, layers):
    found = [k0]
    for i in range(layers):
        found.append(found[-1] + growth * (i + 1))
    return found


# %% diagnose right nested
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if 1000 * first_grad < last_grad else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% diagnose wrong [helpful overfitting-first] test error asked first
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if test_err_deep > test_err_shallow:
        return "overfitting"
    if train_err_deep > train_err_shallow:
        return "vanishing" if first_grad / last_grad < 1e-3 else "degradation"
    return "fine"


# %% diagnose wrong [helpful ratio-turned-round] ratio the other way round
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if last_grad < first_grad / 1000 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% diagnose wrong [helpful gradient-not-compared] small gradient by itself
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if first_grad < 0.001 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% dropout right where
def dropout(x, mask, p, train):
    if p < 0 or p >= 1:
        raise ValueError("p")
    return torch.where(mask > 0, x / (1 - p), torch.zeros_like(x)) if train else x


# %% dropout wrong [helpful p-as-keep] divided by p
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x
    return x * mask / p if p else x


# %% dropout wrong [helpful share-of-this-mask] scaled by the share that this mask keeps
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask / mask.float().mean() if train else x


# %% dropout wrong [helpful p-unchecked] p not checked in eval mode
def dropout(x, mask, p, train):
    if not train:
        return x
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask / (1 - p)


# %% dropout wrong [helpful classic] classic, scaled at test time
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask if train else x * (1 - p)


# %% factor_cost right formula
def factor_cost(c, k):
    return c**2 * k**2, c**2 * 9 * ((k - 1) // 2), c**2 * 2 * k


# %% factor_cost wrong [helpful stack-always-two] always two in the stack
def factor_cost(c, k):
    return c * c * k * k, 2 * 9 * c * c, 2 * k * c * c


# %% factor_cost wrong [helpful half-of-the-pair] one layer of the pair
def factor_cost(c, k):
    return c * c * k * k, (k // 2) * 9 * c * c, k * c * c


# %% factor_cost wrong [helpful one-channel] c counted once
def factor_cost(c, k):
    return c * k * k, (k // 2) * 9 * c, 2 * k * c


# %% factor_cost wrong [helpful stack-of-k-thirds] k over 3
def factor_cost(c, k):
    return c * c * k * k, (k // 3) * 9 * c * c, 2 * k * c * c


# %% grouped_conv right one filter after the other
def grouped_conv(x, w, groups):
    c, m, k = x.shape[0], w.shape[0], w.shape[-1]
    if c % groups or m % groups:
        raise ValueError("groups")
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = torch.zeros(m, rows, columns, dtype=x.dtype)
    for f in range(m):
        begin = (f // (m // groups)) * (c // groups)
        for i in range(rows):
            for j in range(columns):
                out[f, i, j] = (w[f] * x[begin : begin + c // groups, i : i + k, j : j + k]).sum()
    return out


# %% grouped_conv wrong [helpful interleaved] filters dealt out in turn
def grouped_conv(x, w, groups):
    c, m, k = x.shape[0], w.shape[0], w.shape[-1]
    if c % groups or m % groups:
        raise ValueError("groups")
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    size = c // groups
    return torch.stack(
        [
            torch.einsum("chwab,cab->hw", v[(f % groups) * size : (f % groups + 1) * size], w[f])
            for f in range(m)
        ]
    )


# %% grouped_conv wrong [helpful first-group-only] all filters read the first group
def grouped_conv(x, w, groups):
    c, m, k = x.shape[0], w.shape[0], w.shape[-1]
    if c % groups or m % groups:
        raise ValueError("groups")
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwab,mcab->mhw", v[: c // groups], w)


# %% grouped_conv wrong [helpful no-error] only c is checked
def grouped_conv(x, w, groups):
    c, m, k = x.shape[0], w.shape[0], w.shape[-1]
    if c % groups:
        raise ValueError("groups")
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    size, many = c // groups, m // groups
    parts = [
        torch.einsum("chwab,mcab->mhw", v[g * size : (g + 1) * size], w[g * many : (g + 1) * many])
        for g in range(groups)
    ]
    return torch.cat(parts)


# %% lrn right slices
def lrn(x, n, k, alpha, beta):
    sq = x**2
    s = torch.stack([sq[max(0, i - n // 2) : i + n // 2 + 1].sum(0) for i in range(x.shape[0])])
    return x / (k + alpha * s) ** beta


# %% lrn wrong [helpful alpha-divided] alpha as PyTorch has it
def lrn(x, n, k, alpha, beta):
    sq = x**2
    s = torch.stack([sq[max(0, i - n // 2) : i + n // 2 + 1].sum(0) for i in range(x.shape[0])])
    return x / (k + alpha / n * s) ** beta


# %% lrn wrong [helpful last-neighbour-missing] the last neighbour left out
def lrn(x, n, k, alpha, beta):
    sq = x**2
    s = torch.stack([sq[max(0, i - n // 2) : i + n // 2].sum(0) for i in range(x.shape[0])])
    return x / (k + alpha * s) ** beta


# %% lrn wrong [helpful slice-below-zero] without max at the first maps
def lrn(x, n, k, alpha, beta):
    sq = x**2
    s = torch.stack([sq[i - n // 2 : i + n // 2 + 1].sum(0) for i in range(x.shape[0])])
    return x / (k + alpha * s) ** beta


# %% lrn wrong [helpful all-maps] sum of all maps
def lrn(x, n, k, alpha, beta):
    return x / (k + alpha * (x**2).sum(0, keepdim=True)) ** beta


# %% residual_block right written out
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    f = F.conv2d(x, w1, b1, stride=stride, padding=1).clamp(min=0)
    f = F.conv2d(f, w2, b2, padding=1)
    f = f + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))
    return f.clamp(min=0)


# %% residual_block wrong [helpful relu-before-the-sum] ReLU on the branch, not on the sum
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    f = F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1))
    f = F.relu(F.conv2d(f, w2, b2, padding=1))
    return f + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))


# %% residual_block wrong [helpful projection-not-used] the projection only where the shapes differ
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    f = F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1))
    f = F.conv2d(f, w2, b2, padding=1)
    if f.shape != x.shape:
        x = F.conv2d(x, w_proj, stride=stride)
    return F.relu(f + x)


# %% residual_block wrong [helpful no-relu-between] no ReLU in the branch
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    f = F.conv2d(F.conv2d(x, w1, b1, stride=stride, padding=1), w2, b2, padding=1)
    return F.relu(f + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% residual_block wrong [helpful projection-without-stride] the projection without its stride
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    f = F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1))
    f = F.conv2d(f, w2, b2, padding=1)
    return F.relu(f + (x if w_proj is None else F.conv2d(x, w_proj)))


# %% se_gate right matrices with pictures in columns
def se_gate(x, w1, b1, w2, b2):
    m = x.flatten(2).mean(-1).T
    g = torch.sigmoid(w2 @ torch.relu(w1 @ m + b1[:, None]) + b2[:, None]).T
    return x * g.reshape(*g.shape, 1, 1)


# %% se_gate wrong [helpful gate-not-a-sigmoid] ReLU after both, sigmoid forgotten
def se_gate(x, w1, b1, w2, b2):
    h = F.relu(F.linear(x.mean((2, 3)), w1, b1))
    return x * F.relu(F.linear(h, w2, b2))[..., None, None]


# %% se_gate wrong [helpful added] gate added
def se_gate(x, w1, b1, w2, b2):
    h = F.relu(F.linear(x.mean((2, 3)), w1, b1))
    return x + torch.sigmoid(F.linear(h, w2, b2))[..., None, None]


# %% se_gate wrong [helpful bias-left-out] second bias forgotten
def se_gate(x, w1, b1, w2, b2):
    h = F.relu(F.linear(x.mean((2, 3)), w1, b1))
    return x * torch.sigmoid(F.linear(h, w2))[..., None, None]


# %% separable_conv right two steps
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    looked = (v * w_depth[:, None, None]).sum((3, 4))
    return torch.tensordot(w_point, looked, dims=1)


# %% separable_conv wrong [helpful relu-between] ReLU between the steps
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    looked = (v * w_depth[:, None, None]).sum((3, 4)).relu()
    return torch.tensordot(w_point, looked, dims=1)


# %% separable_conv wrong [helpful summed] maps summed before the mixing
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    looked = torch.einsum("chwab,cab->hw", v, w_depth)
    return torch.stack([row.sum() * looked for row in w_point])


# %% separable_conv wrong [helpful no-mix] only the first step
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    return (v * w_depth[:, None, None]).sum((3, 4))


# %% separable_ratio right counted with three maps
def separable_ratio(k, m):
    c = 3
    return (k * k * c + c * m) / (k * k * c * m)


# %% separable_ratio wrong [helpful pointwise-only] only the kernel
def separable_ratio(k, m):
    return 1 / k**2


# %% separable_ratio wrong [helpful inverse] how many times cheaper
def separable_ratio(k, m):
    return 1 / (1 / m + 1 / k**2)


# %% separable_ratio wrong [helpful k-not-squared] k for its square
def separable_ratio(k, m):
    return 1 / m + 1 / k


# %% smooth_labels right one-hot
def smooth_labels(y, k, eps):
    if eps < 0 or eps > 1:
        raise ValueError
    return F.one_hot(y, k).float() * (1 - eps) + eps / k


# %% smooth_labels wrong [helpful right-class-forgotten] the right class gets no part of eps
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), eps / k)
    out[torch.arange(len(y)), y] = 1 - eps
    return out


# %% smooth_labels wrong [helpful others-only] eps shared among the others
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), eps / max(1, k - 1))
    out[torch.arange(len(y)), y] = 1 - eps
    return out


# %% smooth_labels wrong [helpful eps-unchecked] nothing checked
def smooth_labels(y, k, eps):
    return F.one_hot(y, k).float() * (1 - eps) + eps / k


# %% squash right numpy
def squash(x):
    a = x.numpy()
    l = np.sqrt((a**2).sum(1, keepdims=True))
    return torch.from_numpy(a * l / (1 + l**2))


# %% squash wrong [bare value] eps in the direction
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x / (l + 0.1) * l**2 / (1 + l**2)


# %% squash wrong [helpful zero-over-zero] zero rows made nan
def squash(x):
    l2 = (x * x).sum(1, keepdim=True)
    return (l2 / (1 + l2)) * (x / l2.sqrt())


# %% squash wrong [helpful not-a-direction] length without its root above
def squash(x):
    l2 = (x * x).sum(1, keepdim=True)
    return l2 / (1 + l2) * x


# %% stack_branches right loop then cat
def stack_branches(outs):
    for i, out in enumerate(outs):
        if out.shape[0] != outs[0].shape[0] or out.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"branch {i} is odd")
    return torch.cat(outs, dim=1)


# %% stack_branches wrong [helpful joined-along-another-axis] joined along the width
def stack_branches(outs):
    for i, out in enumerate(outs):
        if out.shape[0] != outs[0].shape[0] or out.shape[2:] != outs[0].shape[2:]:
            raise ValueError(i)
    return torch.cat(outs, dim=-1)


# %% stack_branches wrong [helpful error] torch's own error
def stack_branches(outs):
    return torch.cat(outs, dim=1)


# %% stack_branches wrong [helpful counted-from-one] counted from 1
def stack_branches(outs):
    for i, out in enumerate(outs, 1):
        if out.shape[0] != outs[0].shape[0] or out.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 1)


# %% stack_branches wrong [helpful branches-summed] summed
def stack_branches(outs):
    for i, out in enumerate(outs):
        if out.shape[0] != outs[0].shape[0] or out.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"branch {i}")
    return sum(outs)


# %% stack_vs_single right field counted up
def stack_vs_single(c, k, bias):
    layers, field = 0, 1
    while field < k:
        layers, field = layers + 1, field + 2
    if field != k or layers == 0:
        raise ValueError(k)
    return layers, layers * (9 * c * c + c * bias), k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful three-each] k over 3 layers
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 2:
        raise ValueError(k)
    layers = k // 3
    return layers, layers * (9 * c * c + c * bias), k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful biases-once] biases of one layer only
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 2:
        raise ValueError(k)
    layers = k // 2
    return layers, layers * 9 * c * c + c * bias, k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful channels-once] one kernel per filter
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 2:
        raise ValueError(k)
    layers = k // 2
    return layers, layers * (9 * c + c * bias), k * k * c + c * bias


# %% stack_vs_single wrong [helpful one-unchecked] k = 1 let through
def stack_vs_single(c, k, bias):
    if k % 2 == 0:
        raise ValueError(k)
    layers = k // 2
    return layers, layers * (9 * c * c + c * bias), k * k * c * c + c * bias
