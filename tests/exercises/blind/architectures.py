# ruff: noqa: E501, F811, RET503
"""Answers to all tasks of the set architectures, by somebody who had read the notebook and none of the banks."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F


# %% topk_error right ranks in numpy
def topk_error(logits, y, k):
    s = logits.detach().numpy()
    order = np.argsort(-s, axis=1)
    rank = np.argmax(order == y.numpy()[:, None], axis=1)
    return float(np.mean(rank >= k) * 100)


# %% topk_error wrong [helpful fraction] a fraction
def topk_error(logits, y, k):
    top = logits.topk(k, dim=1).indices
    return 1 - (top == y[:, None]).any(1).float().mean()


# %% topk_error wrong [helpful accuracy] how many are right
def topk_error(logits, y, k):
    top = logits.topk(k, dim=1).indices
    return 100 * (top == y.unsqueeze(1)).any(1).float().mean()


# %% topk_error wrong [helpful divided-by-k] every guess counted
def topk_error(logits, y, k):
    top = logits.topk(k, dim=1).indices
    return 100 * (top != y.unsqueeze(1)).float().mean()


# %% topk_error wrong [helpful last-guess-only] only the k-th guess looked at
def topk_error(logits, y, k):
    order = logits.argsort(1, descending=True)
    return 100 * (order[:, k - 1] != y).float().mean()


# %% c3_maps right all kernels at once, scattered by boolean index
def c3_maps(s2, table, w, b):
    full = torch.zeros(*table.shape, *w.shape[1:], dtype=s2.dtype)
    full[table.bool()] = w
    k = w.shape[-1]
    wins = s2.unfold(1, k, 1).unfold(2, k, 1)
    return torch.tensordot(full, wins, dims=([1, 2, 3], [0, 3, 4])) + b.reshape(-1, 1, 1)


# %% c3_maps wrong [helpful bias-a-link] the bias at every link
def c3_maps(s2, table, w, b):
    k = w.shape[1]
    h, v = s2.shape[1] - k + 1, s2.shape[2] - k + 1
    out = torch.zeros(len(table), h, v, dtype=s2.dtype)
    n = 0
    for i in range(len(table)):
        for j in range(table.shape[1]):
            if table[i, j] == 1:
                for r in range(h):
                    for c in range(v):
                        out[i, r, c] += (s2[j, r : r + k, c : c + k] * w[n]).sum() + b[i]
                n += 1
    return out


# %% c3_maps wrong [helpful kernels-begin-anew] kernels counted anew in each row
def c3_maps(s2, table, w, b):
    k = w.shape[1]
    h, v = s2.shape[1] - k + 1, s2.shape[2] - k + 1
    out = torch.zeros(len(table), h, v, dtype=s2.dtype)
    for i in range(len(table)):
        n = 0
        for j in range(table.shape[1]):
            if table[i, j] == 1:
                for r in range(h):
                    for c in range(v):
                        out[i, r, c] += (s2[j, r : r + k, c : c + k] * w[n]).sum()
                n += 1
        out[i] += b[i]
    return out


# %% c3_maps wrong [helpful kernels-by-the-map-read] column by column
def c3_maps(s2, table, w, b):
    k = w.shape[1]
    win = s2.unfold(1, k, 1).unfold(2, k, 1)
    out = torch.zeros(len(table), win.shape[1], win.shape[2], dtype=s2.dtype) + b[:, None, None]
    n = 0
    for j in range(table.shape[1]):
        for i in range(len(table)):
            if table[i, j]:
                out[i] += (win[j] * w[n]).sum((-1, -2))
                n += 1
    return out


# %% rbf_output right the binomial multiplied out
def rbf_output(x, codes):
    return x @ x - 2 * codes @ x + (codes * codes).sum(1)


# %% rbf_output wrong [helpful root-taken] a distance
def rbf_output(x, codes):
    return torch.cdist(x[None], codes)[0]


# %% rbf_output wrong [helpful products] a dot product as in a dense layer
def rbf_output(x, codes):
    return codes @ x


# %% rbf_output wrong [helpful averaged] the mean
def rbf_output(x, codes):
    return ((x - codes) ** 2).mean(dim=1)


# %% rbf_output wrong [helpful added-over-the-codes] the wrong axis
def rbf_output(x, codes):
    return ((x - codes) ** 2).sum(dim=0)


# %% alexnet_params right layers as rows of a table
def alexnet_params(grouped, bias, K, c_in):
    g = 1 + grouped
    table = np.array(
        [[96, 121 * c_in, 1], [256, 25 * 96, g], [384, 9 * 256, 1], [384, 9 * 384, g], [256, 9 * 384, g]]
        + [[4096, 9216, 1], [4096, 4096, 1], [K, 4096, 1]],
        dtype=object,
    )
    return int((table[:, 0] * table[:, 1] // table[:, 2]).sum() + bias * table[:, 0].sum())


# %% alexnet_params wrong [helpful places-forgotten] dense layer reads 256
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    layers = [(96, 121 * c_in), (256, 25 * 96 // g), (384, 9 * 256), (384, 9 * 384 // g), (256, 9 * 384 // g)]
    layers += [(4096, 256), (4096, 4096), (K, 4096)]
    return sum(m * n + (m if bias else 0) for m, n in layers)


# %% alexnet_params wrong [helpful quartered] both sides halved
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    layers = [(96, 121 * c_in), (256 // g, 25 * 96 // g), (384, 9 * 256), (384 // g, 9 * 384 // g), (256 // g, 9 * 384 // g)]
    layers += [(4096, 256 * 36), (4096, 4096), (K, 4096)]
    return sum(m * n + (m if bias else 0) for m, n in layers)


# %% alexnet_params wrong [helpful convolutions-without-biases] only dense layers have biases
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    conv = 96 * 121 * c_in + 256 * 25 * 96 // g + 384 * 9 * 256 + 384 * 9 * 384 // g + 256 * 9 * 384 // g
    dense = 9216 * 4096 + 4096 * 4096 + 4096 * K
    if bias:
        dense += 4096 + 4096 + K
    return conv + dense


# %% alexnet_params wrong [helpful always-colour] three input channels whatever is asked
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    layers = [(96, 121 * 3), (256, 25 * 96 // g), (384, 9 * 256), (384, 9 * 384 // g), (256, 9 * 384 // g)]
    layers += [(4096, 9216), (4096, 4096), (K, 4096)]
    return sum(m * n + (m if bias else 0) for m, n in layers)


# %% augment_views right places listed
def augment_views(side, crop, flip):
    places = [p for p in range(side) if p + crop <= side]
    if not places:
        raise ValueError("the crop does not fit")
    return len(list(itertools.product(places, places, range(2 if flip else 1))))


# %% augment_views wrong [helpful last-start-forgotten] as the paper
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError("too large")
    return (side - crop) ** 2 * (2 if flip else 1)


# %% augment_views wrong [helpful one-direction] one direction
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError("too large")
    return (side - crop + 1) * (2 if flip else 1)


# %% augment_views wrong [helpful too-large-taken] no error
def augment_views(side, crop, flip):
    return (side - crop + 1) ** 2 * (1 + flip)


# %% augment_views wrong [helpful whole-picture-refused] a crop as large as the picture refused
def augment_views(side, crop, flip):
    if crop >= side:
        raise ValueError
    return (side - crop + 1) ** 2 * (1 + flip)


# %% vgg_from_config right recursion
def vgg_from_config(cfg, side, c_in, K):
    if not cfg:
        return K * (side * side * c_in + 1), side
    first, *rest = cfg
    if first == "M":
        return vgg_from_config(rest, side // 2, c_in, K)
    total, last = vgg_from_config(rest, side, first, K)
    return total + first * (9 * c_in + 1), last


# %% vgg_from_config wrong [helpful no-bias] no biases
def vgg_from_config(cfg, side, c_in, K):
    total = 0
    for e in cfg:
        if e == "M":
            side //= 2
        else:
            total += 9 * c_in * e
            c_in = e
    return total + side * side * c_in * K, side


# %% vgg_from_config wrong [helpful side-left-out] dense layer reads channels alone
def vgg_from_config(cfg, side, c_in, K):
    total = 0
    for e in cfg:
        if e == "M":
            side //= 2
        else:
            total += 9 * c_in * e + e
            c_in = e
    return total + c_in * K + K, side


# %% vgg_from_config wrong [helpful maps-not-carried] every convolution reads the picture
def vgg_from_config(cfg, side, c_in, K):
    total, c = 0, c_in
    for e in cfg:
        if e == "M":
            side //= 2
        else:
            total += 9 * c_in * e + e
            c = e
    return total + side * side * c * K + K, side


# %% vgg_from_config wrong [helpful pool-rounds-up] pool rounds up
def vgg_from_config(cfg, side, c_in, K):
    total = 0
    for e in cfg:
        if e == "M":
            side = math.ceil(side / 2)
        else:
            total += 9 * c_in * e + e
            c_in = e
    return total + side * side * c_in * K + K, side


# %% inception_row right from layers that torch builds
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    layers = [(c, a, 1), (c, b, 1), (b, d, 3), (c, e, 1), (e, f, 5), (c, g, 1)]
    weights = sum(m * n * k * k for n, m, k in layers)
    return weights + sum(spec), h * w * weights, sum(spec[i] for i in (0, 2, 4, 5))


# %% inception_row wrong [helpful squeezes-leave] all six leave
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * a + c * b + 9 * b * d + c * e + 25 * e * f + c * g
    return weights + sum(spec), weights * h * w, sum(spec)


# %% inception_row wrong [helpful squeeze-ignored] large kernels read the input
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + 9 * d + e + 25 * f + g)
    return weights + sum(spec), weights * h * w, a + d + f + g


# %% inception_row wrong [helpful biases-multiply] biases multiplied too
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    params = c * (a + b + e + g) + 9 * b * d + 25 * e * f + sum(spec)
    return params, params * h * w, a + d + f + g


# %% inception_row wrong [helpful pool-left-out] the pool's 1x1 forgotten
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e) + 9 * b * d + 25 * e * f
    return weights + a + b + d + e + f, weights * h * w, a + d + f + c


# %% grid_sizes right window places listed
def grid_sizes(n, chain):
    sizes = [n]
    for number, (k, s, p) in enumerate(chain, 1):
        here = sizes[-1]
        last = here - 1 if p == "same" else here - k
        places = list(range(0, last + 1, s))
        if not places:
            raise ValueError(f"layer {number}: the window does not fit")
        sizes += [len(places)]
    return sizes


# %% grid_sizes wrong [helpful same-keeps] same keeps the size
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        if p == "valid":
            if k > n:
                raise ValueError(f"layer {i + 1}")
            n = (n - k) // s + 1
        out.append(n)
    return out


# %% grid_sizes wrong [helpful same-rounds-down] same floors
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        if p == "valid":
            if k > n:
                raise ValueError(f"layer {i + 1}")
            n = (n - k) // s + 1
        else:
            n = n // s
        out.append(n)
    return out


# %% grid_sizes wrong [helpful kernel-counts] equal padding on both sides
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        pad = (k - 1) // 2 if p == "same" else 0
        n = (n + 2 * pad - k) // s + 1
        if n < 1:
            raise ValueError(f"layer {i + 1}")
        out.append(n)
    return out


# %% grid_sizes wrong [helpful counted-from-0] layers counted from 0
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        if p == "valid":
            if k > n:
                raise ValueError(f"layer {i} does not fit")
            n = (n - k) // s + 1
        else:
            n = -(-n // s)
        out.append(n)
    return out


# %% stage_plan right depth worked back to blocks
def stage_plan(depth):
    third = {18: 2, 34: 6, 50: 6, 101: 23, 152: 36}
    if depth not in third:
        raise ValueError(f"no ResNet-{depth}")
    convs = 2 if depth < 50 else 3
    first = 2 if depth == 18 else 3
    second = (depth - 2) // convs - third[depth] - 2 * first
    return list(zip((first, second, third[depth], first), (64 * (1, 4)[convs - 2] << i for i in range(4)), (1, 2, 2, 2), strict=True))


# %% stage_plan wrong [helpful width-of-the-3x3] no expansion
def stage_plan(depth):
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    if depth not in blocks:
        raise ValueError
    return [(b, 64 * 2**i, 1 if i == 0 else 2) for i, b in enumerate(blocks[depth])]


# %% stage_plan wrong [helpful first-stage-strided] stride 2 everywhere
def stage_plan(depth):
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    if depth not in blocks:
        raise ValueError
    e = 4 if depth >= 50 else 1
    return [(b, e * 64 * 2**i, 2) for i, b in enumerate(blocks[depth])]


# %% stage_plan wrong [helpful no-refusal] a KeyError
def stage_plan(depth):
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    e = 4 if depth >= 50 else 1
    return [(b, e * 64 * 2**i, 1 if i == 0 else 2) for i, b in enumerate(blocks[depth])]


# %% stage_plan wrong [helpful four-times-for-all] 34 taken for a bottleneck
def stage_plan(depth):
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    if depth not in blocks:
        raise ValueError
    e = 4 if depth >= 34 else 1
    return [(b, e * 64 * 2**i, 1 if i == 0 else 2) for i, b in enumerate(blocks[depth])]


# %% shortcut_a right a product with a rectangular identity
def shortcut_a(x, c_out, stride):
    eye = torch.eye(c_out, x.shape[1], dtype=x.dtype)
    rows = torch.arange(0, x.shape[2], stride)
    cols = torch.arange(0, x.shape[3], stride)
    return torch.einsum("oc,nchw->nohw", eye, x[:, :, rows][..., cols])


# %% shortcut_a wrong [helpful averaged-windows] average pooling
def shortcut_a(x, c_out, stride):
    y = F.avg_pool2d(x, stride, ceil_mode=True)
    zeros = torch.zeros(x.shape[0], c_out - x.shape[1], *y.shape[2:], dtype=x.dtype)
    return torch.cat([y, zeros], 1)


# %% shortcut_a wrong [helpful zeros-at-both-ends] zeros on both sides
def shortcut_a(x, c_out, stride):
    y = x[:, :, ::stride, ::stride]
    d = (c_out - x.shape[1]) // 2
    return F.pad(y, (0, 0, 0, 0, d, c_out - x.shape[1] - d))


# %% shortcut_a wrong [helpful cut-at-the-end] halves cut off
def shortcut_a(x, c_out, stride):
    n, c, h, w = x.shape
    out = torch.zeros(n, c_out, h // stride, w // stride, dtype=x.dtype)
    for i in range(h // stride):
        for j in range(w // stride):
            out[:, :c, i, j] = x[:, :, i * stride, j * stride]
    return out


# %% shortcut_a wrong [helpful always-two] stride 2 whatever is asked
def shortcut_a(x, c_out, stride):
    y = x[:, :, ::2, ::2] if stride > 1 else x
    return F.pad(y, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% cifar_depth right layers listed
def cifar_depth(n):
    names = ["stem"] + [f"{s}.{b}.{c}" for s in range(3) for b in range(n) for c in "ab"] + ["dense"]
    return len(names)


# %% cifar_depth wrong [helpful one-end-left-out] dense layer forgotten
def cifar_depth(n):
    return 6 * n + 1


# %% cifar_depth wrong [helpful block-counts-once] one convolution a block
def cifar_depth(n):
    return 3 * n + 2


# %% cifar_depth wrong [helpful projections-counted] shortcuts counted
def cifar_depth(n):
    return 6 * n + 2 + 2


# %% path_lengths right a polynomial multiplied out
def path_lengths(n):
    p = np.array([1], dtype=object)
    for _ in range(n):
        p = np.convolve(p, np.array([1, 1], dtype=object))
    return [int(v) for v in p]


# %% path_lengths wrong [helpful no-empty-path] the length 0 forgotten
def path_lengths(n):
    return [math.comb(n, k) for k in range(1, n + 1)]


# %% path_lengths wrong [helpful one-each] one path of each length
def path_lengths(n):
    return [1] * (n + 1)


# %% path_lengths wrong [helpful powers-of-two] powers of two
def path_lengths(n):
    return [2**k for k in range(n + 1)]


# %% path_lengths wrong [helpful in-order-counted] order counted
def path_lengths(n):
    return [math.perm(n, k) for k in range(n + 1)]


# %% filter_normalize right filter by filter
def filter_normalize(direction, w):
    out = []
    for d, f in zip(direction, w, strict=True):
        size = math.sqrt(float((d * d).sum()))
        goal = math.sqrt(float((f * f).sum()))
        out.append(d * (goal / size) if size else d * 0)
    return torch.stack(out)


# %% filter_normalize wrong [helpful whole-layer] the whole layer
def filter_normalize(direction, w):
    return direction / direction.norm() * w.norm()


# %% filter_normalize wrong [helpful zero-by-zero] no care for zeros
def filter_normalize(direction, w):
    a = direction.flatten(1).norm(dim=1)[:, None, None, None]
    b = w.flatten(1).norm(dim=1)[:, None, None, None]
    return direction / a * b


# %% filter_normalize wrong [helpful per-kernel] every kernel
def filter_normalize(direction, w):
    a = direction.norm(dim=(2, 3), keepdim=True)
    b = w.norm(dim=(2, 3), keepdim=True)
    return torch.where(a > 0, direction * b / a, 0 * direction)


# %% filter_normalize wrong [helpful own-length-left] multiplied by the length alone
def filter_normalize(direction, w):
    return direction * w.flatten(1).norm(dim=1).view(-1, 1, 1, 1)


# %% densenet_channels right accumulate
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for n in blocks:
        if len(steps) > 1:
            steps.append(steps[-1] >> 1)
        steps.append(steps[-1] + growth * n)
    return steps


# %% densenet_channels wrong [helpful last-transition] a transition behind the last block
def densenet_channels(k0, growth, blocks):
    out = [k0]
    for n in blocks:
        k0 += n * growth
        out.append(k0)
        k0 //= 2
        out.append(k0)
    return out


# %% densenet_channels wrong [helpful transitions-left-out] transitions not listed
def densenet_channels(k0, growth, blocks):
    out = [k0]
    for i, n in enumerate(blocks):
        k0 += n * growth
        out.append(k0)
        if i < len(blocks) - 1:
            k0 //= 2
    return out


# %% densenet_channels wrong [helpful type] halves with a point
def densenet_channels(k0, growth, blocks):
    out = [k0]
    for i, n in enumerate(blocks):
        k0 = k0 + n * growth
        out.append(k0)
        if i < len(blocks) - 1:
            k0 = k0 / 2
            out.append(k0)
    return out


# %% densenet_channels wrong [helpful never-halved] no halving
def densenet_channels(k0, growth, blocks):
    out = [k0]
    for i, n in enumerate(blocks):
        out.append(out[-1] + n * growth)
        if i < len(blocks) - 1:
            out.append(out[-1])
    return out


# %% resnext_params right counted on the meta device
def resnext_params(c, width, card):
    wide = width * card
    shapes = [(wide, c, 1, 1), (wide, width, 3, 3), (c, wide, 1, 1)]
    return sum(torch.empty(shape, device="meta").numel() for shape in shapes)


# %% resnext_params wrong [helpful paths-see-each-other] 3x3 reads everything
def resnext_params(c, width, card):
    d = width * card
    return c * d + 9 * d * d + d * c


# %% resnext_params wrong [helpful one-path-counted] a single path
def resnext_params(c, width, card):
    return c * width + 9 * width * width + width * c


# %% resnext_params wrong [helpful width-of-all] width divided among the paths
def resnext_params(c, width, card):
    g = width // card
    return c * width + 9 * width * g + width * c


# %% resnext_params wrong [helpful depthwise] depthwise
def resnext_params(c, width, card):
    d = width * card
    return c * d + 9 * d + d * c


# %% mobilenet_params right numbers of maps pairwise
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in [32, 64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2]
    pairs = sum((9 + 2 + b) * a + 2 * b for a, b in itertools.pairwise(maps))
    return (27 + 2) * maps[0] + pairs + (maps[-1] + 1) * K


# %% mobilenet_params wrong [helpful norm-left-out] batch norm left out
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in [32, 64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2]
    total = 27 * maps[0]
    for a, b in itertools.pairwise(maps):
        total += 9 * a + a * b
    return total + maps[-1] * K + K


# %% mobilenet_params wrong [helpful depthwise-reads-all] ordinary convolutions
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in [32, 64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2]
    total = 27 * maps[0] + 2 * maps[0]
    for a, b in itertools.pairwise(maps):
        total += 9 * a * a + 2 * a + a * b + 2 * b
    return total + maps[-1] * K + K


# %% mobilenet_params wrong [helpful rounded] rounded
def mobilenet_params(alpha, K):
    maps = [round(c * alpha) for c in [32, 64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2]
    total = 27 * maps[0] + 2 * maps[0]
    for a, b in itertools.pairwise(maps):
        total += 9 * a + 2 * a + a * b + 2 * b
    return total + maps[-1] * K + K


# %% mobilenet_params wrong [helpful alpha-on-the-sum] thinned as a whole
def mobilenet_params(alpha, K):
    maps = [32, 64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2
    total = 27 * maps[0] + 2 * maps[0]
    for a, b in itertools.pairwise(maps):
        total += 9 * a + 2 * a + a * b + 2 * b
    return int((total + maps[-1] * K + K) * alpha)


# %% pareto right sorted and swept
def pareto(models):
    best, stays = math.inf, set()
    for cost, group in itertools.groupby(sorted(models, key=lambda m: m[1]), key=lambda m: m[1]):
        low = min(m[2] for m in group)
        if low < best:
            best = low
            stays.add((cost, low))
    return [name for name, *pair in models if tuple(pair) in stays]


# %% pareto wrong [helpful better-in-both-only] better in both only
def pareto(models):
    return [n for n, c, e in models if not any(d < c and f < e for _, d, f in models)]


# %% pareto wrong [helpful twins-lost] twins push each other out
def pareto(models):
    return [
        m[0]
        for i, m in enumerate(models)
        if not any(o[1] <= m[1] and o[2] <= m[2] for j, o in enumerate(models) if j != i)
    ]


# %% pareto wrong [helpful sorted] in the order of cost
def pareto(models):
    out = []
    for n, c, e in sorted(models, key=lambda m: m[1]):
        if not any(d <= c and f <= e and (d < c or f < e) for _, d, f in models):
            out.append(n)
    return out


# %% pareto wrong [helpful second-twin-lost] a running best in the order given
def pareto(models):
    out, best = [], math.inf
    for n, c, e in sorted(models, key=lambda m: (m[1], m[2])):
        if e < best:
            out.append(n)
            best = e
    return [n for n, _, _ in models if n in out]


# %% se_extra_params right by a dot product
def se_extra_params(widths, blocks, ratio):
    c = np.array(widths)
    r = c // ratio
    return int(np.dot(blocks, (c + 1) * r + (r + 1) * c))


# %% se_extra_params wrong [helpful biases] biases left out
def se_extra_params(widths, blocks, ratio):
    return sum(b * 2 * c * (c // ratio) for c, b in zip(widths, blocks, strict=True))


# %% se_extra_params wrong [helpful one-gate-a-stage] one gate a stage
def se_extra_params(widths, blocks, ratio):
    return sum(2 * c * (c // ratio) + c + c // ratio for c in widths)


# %% se_extra_params wrong [helpful one-matrix] one dense layer
def se_extra_params(widths, blocks, ratio):
    return sum(b * (c * (c // ratio) + c // ratio) for c, b in zip(widths, blocks, strict=True))


# %% se_extra_params wrong [helpful divided-at-the-end] divided with a point, then rounded
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, b in zip(widths, blocks, strict=True):
        r = c / ratio
        total += b * (2 * c * r + c + r)
    return int(total)


# %% trainable right dropwhile
def trainable(sizes, frozen_upto):
    total = sum(n for _, n in sizes)
    if frozen_upto is None:
        return total
    for name, n in sizes:
        total -= n
        if name == frozen_upto:
            return total
    raise ValueError(frozen_upto)


# %% trainable wrong [helpful boundary-trained] the named layer still learns
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    names = [name for name, _ in sizes]
    return sum(n for _, n in sizes[names.index(frozen_upto) :])


# %% trainable wrong [helpful frozen-counted] frozen weights counted
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return 0
    names = [name for name, _ in sizes]
    return sum(n for _, n in sizes[: names.index(frozen_upto) + 1])


# %% trainable wrong [helpful name-not-found] a flag, and no error for a slip
def trainable(sizes, frozen_upto):
    total, frozen = 0, frozen_upto is not None
    for name, n in sizes:
        if not frozen:
            total += n
        if name == frozen_upto:
            frozen = False
    return total


# %% trainable wrong [helpful only-one-frozen] only the named layer is frozen
def trainable(sizes, frozen_upto):
    if frozen_upto is not None and frozen_upto not in dict(sizes):
        raise ValueError
    return sum(n for name, n in sizes if name != frozen_upto)


# %% head_params right a chain of sizes
def head_params(h, w, c, hidden, K, mode):
    match mode:
        case "flatten":
            sides = [h * w * c]
        case "global":
            sides = [c]
        case _:
            raise ValueError(mode)
    sides += [hidden] * bool(hidden) + [K]
    return sum((a + 1) * b for a, b in itertools.pairwise(sides))


# %% head_params wrong [helpful no-biases] no biases
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * hidden + hidden * K if hidden else n * K


# %% head_params wrong [helpful no-hidden-layer] hidden 0 as a layer of size 0
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * hidden + hidden + hidden * K + K


# %% head_params wrong [helpful mode-not-checked] everything else is global
def head_params(h, w, c, hidden, K, mode):
    n = h * w * c if mode == "flatten" else c
    if hidden == 0:
        return n * K + K
    return n * hidden + hidden + hidden * K + K


# %% head_params wrong [helpful places-for-maps] global gives one number of all maps
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else h * w
    if hidden == 0:
        return n * K + K
    return n * hidden + hidden + hidden * K + K


# %% probe right the dual form
def probe(train_x, train_y, test_x, K, l2):
    mu, sd = train_x.mean(0), train_x.std(0, unbiased=False)
    z, t = (train_x - mu) / sd, (test_x - mu) / sd
    y = F.one_hot(train_y, K).to(z)
    b = y.mean(0)
    kernel = z @ z.T + l2 * torch.eye(len(z), dtype=z.dtype)
    return (t @ z.T @ torch.linalg.solve(kernel, y - b) + b).argmax(1).tolist()


# %% probe wrong [helpful each-by-its-own] test rows by their own mean
def probe(train_x, train_y, test_x, K, l2):
    z = (train_x - train_x.mean(0)) / train_x.std(0, unbiased=False)
    t = (test_x - test_x.mean(0)) / test_x.std(0, unbiased=False)
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    W = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (t @ W + b).argmax(1).tolist()


# %% probe wrong [helpful divided-by-m-minus-1] torch's standard deviation
def probe(train_x, train_y, test_x, K, l2):
    mu, sd = train_x.mean(0), train_x.std(0)
    z, t = (train_x - mu) / sd, (test_x - mu) / sd
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    W = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (t @ W + b).argmax(1).tolist()


# %% probe wrong [helpful bias-missing] the bias forgotten
def probe(train_x, train_y, test_x, K, l2):
    mu, sd = train_x.mean(0), train_x.std(0, unbiased=False)
    z, t = (train_x - mu) / sd, (test_x - mu) / sd
    y = F.one_hot(train_y, K).to(z.dtype)
    W = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ y)
    return (t @ W).argmax(1).tolist()


# %% probe wrong [helpful not-standardized] features as they come
def probe(train_x, train_y, test_x, K, l2):
    y = F.one_hot(train_y, K).to(train_x.dtype)
    b = y.mean(0)
    A = train_x.T @ train_x + l2 * torch.eye(train_x.shape[1], dtype=train_x.dtype)
    W = torch.linalg.solve(A, train_x.T @ (y - b))
    return (test_x @ W + b).argmax(1).tolist()


# %% resnet20 right batch norm folded into the filters
def resnet20(x, convs, dense, ask="logits"):
    if ask == "parameters":
        return sum(c[0].numel() + 2 * len(c[1]) for c in convs) + dense[0].numel() + len(dense[1])

    def layer(x, entry, stride=1):
        w, gamma, beta, mean, var = entry
        scale = gamma * (var + 1e-5).rsqrt()
        return F.conv2d(x, w * scale.view(-1, 1, 1, 1), beta - mean * scale, stride, 1)

    x = layer(x, convs[0]).clamp(min=0)
    seen = [tuple(x.shape)]
    rest = iter(convs[1:])
    for a, b in zip(rest, rest, strict=True):
        grows = a[0].shape[0] > a[0].shape[1]
        y = layer(F.relu(layer(x, a, 2 if grows else 1)), b)
        y = y.clone()
        c = x.shape[1]
        y[:, :c] += x[..., ::2, ::2] if grows else x
        x = y.clamp(min=0)
        seen.append(tuple(x.shape))
    logits = F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), *dense)
    return logits if ask == "logits" else seen + [tuple(logits.shape)]


# %% resnet20 wrong [helpful no-relu-after-the-sum] pre-activation thoughts: no ReLU behind the sum
def resnet20(x, convs, dense, ask="logits"):
    def layer(x, entry, stride=1):
        w, gamma, beta, mean, var = (t if t.dim() > 1 else t[:, None, None] for t in entry)
        return gamma * (F.conv2d(x, w, stride=stride, padding=1) - mean) / torch.sqrt(var + 1e-5) + beta

    if ask == "parameters":
        return sum(sum(t.numel() for t in c[:3]) for c in convs) + sum(t.numel() for t in dense)
    x = layer(x, convs[0]).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        more = len(convs[i][0]) - x.shape[1]
        s = 2 if more else 1
        x = layer(layer(x, convs[i], s).relu(), convs[i + 1]) + F.pad(x[:, :, ::s, ::s], (0, 0, 0, 0, 0, more))
        shapes.append(tuple(x.shape))
    z = x.mean((2, 3)) @ dense[0].T + dense[1]
    return z if ask == "logits" else [*shapes, tuple(z.shape)]


# %% resnet20 wrong [helpful measured-counted] all five lists counted
def resnet20(x, convs, dense, ask="logits"):
    def layer(x, entry, stride=1):
        w, gamma, beta, mean, var = (t if t.dim() > 1 else t[:, None, None] for t in entry)
        return gamma * (F.conv2d(x, w, stride=stride, padding=1) - mean) / torch.sqrt(var + 1e-5) + beta

    if ask == "parameters":
        return sum(sum(t.numel() for t in c) for c in convs) + sum(t.numel() for t in dense)
    x = layer(x, convs[0]).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        more = len(convs[i][0]) - x.shape[1]
        s = 2 if more else 1
        x = layer(layer(x, convs[i], s).relu(), convs[i + 1]) + F.pad(x[:, :, ::s, ::s], (0, 0, 0, 0, 0, more))
        x = x.relu()
        shapes.append(tuple(x.shape))
    z = x.mean((2, 3)) @ dense[0].T + dense[1]
    return z if ask == "logits" else [*shapes, tuple(z.shape)]


# %% resnet20 wrong [helpful never-strided] stride by the number of the block, as in ResNet-20
def resnet20(x, convs, dense, ask="logits"):
    def layer(x, entry, stride=1):
        w, gamma, beta, mean, var = (t if t.dim() > 1 else t[:, None, None] for t in entry)
        return gamma * (F.conv2d(x, w, stride=stride, padding=1) - mean) / torch.sqrt(var + 1e-5) + beta

    if ask == "parameters":
        return sum(sum(t.numel() for t in c[:3]) for c in convs) + sum(t.numel() for t in dense)
    x = layer(x, convs[0]).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        s = 2 if i in (7, 13) else 1
        y = layer(layer(x, convs[i], s).relu(), convs[i + 1])
        short = x[:, :, ::s, ::s]
        x = (y + F.pad(short, (0, 0, 0, 0, 0, y.shape[1] - short.shape[1]))).relu()
        shapes.append(tuple(x.shape))
    z = x.mean((2, 3)) @ dense[0].T + dense[1]
    return z if ask == "logits" else [*shapes, tuple(z.shape)]


# %% resnet20 wrong [helpful channels-not-filled] channels that are missing forgotten
def resnet20(x, convs, dense, ask="logits"):
    def layer(x, entry, stride=1):
        w, gamma, beta, mean, var = (t if t.dim() > 1 else t[:, None, None] for t in entry)
        return gamma * (F.conv2d(x, w, stride=stride, padding=1) - mean) / torch.sqrt(var + 1e-5) + beta

    if ask == "parameters":
        return sum(sum(t.numel() for t in c[:3]) for c in convs) + sum(t.numel() for t in dense)
    x = layer(x, convs[0]).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        s = 2 if len(convs[i][0]) > x.shape[1] else 1
        x = layer(layer(x, convs[i], s).relu(), convs[i + 1]) + x[:, :, ::s, ::s]
        x = x.relu()
        shapes.append(tuple(x.shape))
    z = x.mean((2, 3)) @ dense[0].T + dense[1]
    return z if ask == "logits" else [*shapes, tuple(z.shape)]
