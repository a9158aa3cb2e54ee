# ruff: noqa: B905, F811
"""Right and wrong answers to `template_scores`."""

import torch


# %% right matrix product
def template_scores(x, weight, bias):
    return x @ weight.T + bias


# %% right einsum
def template_scores(x, weight, bias):
    return torch.einsum("id,cd->ic", x, weight) + bias[None]


# %% right three loops
def template_scores(x, weight, bias):
    scores = torch.zeros(len(x), len(weight))
    for i in range(len(x)):
        for c in range(len(weight)):
            total = bias[c].item()
            for p in range(x.shape[1]):
                total += x[i, p].item() * weight[c, p].item()
            scores[i, c] = total
    return scores


# %% right broadcasting in float64
def template_scores(x, weight, bias):
    return (x.double()[:, None, :] * weight.double()[None]).sum(2) + bias.double()


# %% right numpy in between
def template_scores(x, weight, bias):
    import numpy as np

    return torch.from_numpy(np.dot(x.numpy(), weight.numpy().T) + bias.numpy())


# %% right one more column for the bias
def template_scores(x, weight, bias):
    ones = torch.ones(len(x), 1, dtype=x.dtype)
    return torch.cat([x, ones], 1).matmul(torch.cat([weight, bias[:, None]], 1).mT)


# %% right with a warning on the way
def template_scores(x, weight, bias):
    scores = [torch.tensor(weight @ image) + bias for image in x]
    print("scores", scores)
    return torch.stack(scores)


# %% wrong idea [bias-left-out] bias left out
def template_scores(x, weight, bias):
    return x @ weight.T


# %% wrong idea [weight-not-transposed] not transposed
def template_scores(x, weight, bias):
    return x @ weight + bias


# %% wrong idea [softmax-applied] softmax at the end
def template_scores(x, weight, bias):
    return torch.softmax(x @ weight.T + bias, dim=1)


# %% wrong idea [batch-averaged] mean over the batch
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).mean(dim=0)


# %% wrong idea [batch-averaged] mean over the batch with its axis kept
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).mean(dim=0, keepdim=True).repeat(len(x), 1)


# %% wrong idea [bias-added-d-times] bias inside the loop over pixels
def template_scores(x, weight, bias):
    scores = torch.zeros(len(x), len(weight))
    for p in range(x.shape[1]):
        scores += x[:, p : p + 1] * weight[:, p] + bias
    return scores


# %% wrong idea [axes-swapped] classes first
def template_scores(x, weight, bias):
    return weight @ x.T + bias[:, None]


# %% wrong idea [off-limits] nn functional linear
def template_scores(x, weight, bias):
    return torch.nn.functional.linear(x, weight, bias)


# %% wrong idea [off-limits] nn Linear
def template_scores(x, weight, bias):
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data, layer.bias.data = weight, bias
    return layer(x)


# %% wrong idea [input-changed] written into the bias
def template_scores(x, weight, bias):
    scores = x @ weight.T + bias
    bias += 1
    return scores


# %% wrong idea [type] a list of lists
def template_scores(x, weight, bias):
    return [[sum(a * b for a, b in zip(image, t)) + c for t, c in zip(weight, bias)] for image in x]


# %% wrong idea [dtype] whole numbers
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).long()


# %% wrong idea [shape] only the best score
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).max(dim=1).values


# %% wrong idea [cosine] lengths divided out
def template_scores(x, weight, bias):
    x = x / x.norm(dim=1, keepdim=True)
    weight = weight / weight.norm(dim=1, keepdim=True)
    return x @ weight.T + bias


# %% right recursion over the batch
def template_scores(x, weight, bias):
    if len(x) == 0:
        return x.new_zeros(0, len(bias))
    return torch.cat([(weight @ x[0] + bias)[None], template_scores(x[1:], weight, bias)])


# %% right addmm
def template_scores(x, weight, bias):
    return torch.addmm(bias, x, weight.T)


# %% right vmap
def template_scores(x, weight, bias):
    return torch.vmap(lambda image: weight @ image + bias)(x)


# %% wrong idea [relu-applied] negative scores cut
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).clamp(min=0)


# %% wrong idea [first-image-only] the first image only
def template_scores(x, weight, bias):
    return weight @ x[0] + bias


# %% wrong idea [error] number by number, where shapes do not fit
def template_scores(x, weight, bias):
    return (x * weight).sum(1) + bias


# %% wrong idea [off-limits] the operator's own name
def template_scores(x, weight, bias):
    return torch.ops.aten.linear.default(x, weight, bias)


# %% wrong idea [weight-reshaped] reshape to turn the weight
def template_scores(x, weight, bias):
    k, d = weight.shape
    return x @ weight.reshape(d, k) + bias
