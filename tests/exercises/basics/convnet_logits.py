# ruff: noqa: F811
"""Right and wrong answers to `convnet_logits`."""

import torch
import torch.nn.functional as F


# %% right functional
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% right modules with loaded parameters
def convnet_logits(x, params):
    from torch import nn

    layers = {}
    for name in ("conv1", "conv2"):
        weight = params[f"{name}_weight"]
        layers[name] = nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2])
    for name in ("dense1", "dense2"):
        layers[name] = nn.Linear(*reversed(params[f"{name}_weight"].shape))
    for name, layer in layers.items():
        layer.load_state_dict({"weight": params[f"{name}_weight"], "bias": params[f"{name}_bias"]})
    net = nn.Sequential(
        layers["conv1"], nn.ReLU(), nn.MaxPool2d(2), layers["conv2"], nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), layers["dense1"], nn.ReLU(), layers["dense2"],
    ).to(x.dtype)  # fmt: skip
    return net(x)


# %% right image by image
def convnet_logits(x, params):
    out = []
    for image in x:
        maps = image
        for block in ("conv1", "conv2"):
            maps = F.conv2d(maps, params[block + "_weight"], params[block + "_bias"])
            maps = F.max_pool2d(maps, kernel_size=2, stride=2).clamp(min=0)
        vector = maps.reshape(-1)
        vector = torch.relu(params["dense1_weight"] @ vector + params["dense1_bias"])
        out.append(params["dense2_weight"] @ vector + params["dense2_bias"])
    return torch.stack(out)


# %% right convolution by windows and einsum
def convnet_logits(x, params):
    for block in (1, 2):
        weight = params[f"conv{block}_weight"]
        x = torch.einsum("nchwij,mcij->nmhw", x.unfold(2, 3, 1).unfold(3, 3, 1), weight)
        x = (x + params[f"conv{block}_bias"][None, :, None, None]).clamp_min(0)
        x = x.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))
    x = x.reshape(x.shape[0], -1)
    x = torch.maximum(x @ params["dense1_weight"].T + params["dense1_bias"], torch.zeros(()))
    return x @ params["dense2_weight"].T + params["dense2_bias"]


# %% right float64 inside
def convnet_logits(x, params):
    p = {name: value.double() for name, value in params.items()}
    x = x.double()
    x = torch.conv2d(x, p["conv1_weight"], p["conv1_bias"]).relu()
    x = torch.conv2d(F.max_pool2d(x, (2, 2)), p["conv2_weight"], p["conv2_bias"]).relu()
    x = F.max_pool2d(x, (2, 2)).view(len(x), -1)
    hidden = torch.addmm(p["dense1_bias"], x, p["dense1_weight"].T).relu()
    return torch.addmm(p["dense2_bias"], hidden, p["dense2_weight"].T)


# %% right relu in place on its own tensors
def convnet_logits(x, params):
    x = F.conv2d(x, params["conv1_weight"], params["conv1_bias"]).relu_()
    x = F.adaptive_max_pool2d(
        x[:, :, : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2], (x.shape[2] // 2, x.shape[3] // 2)
    )
    x = F.conv2d(x, params["conv2_weight"], params["conv2_bias"]).relu_()
    x = torch.flatten(F.max_pool2d(x, 2), start_dim=1)
    x = F.linear(x, params["dense1_weight"], params["dense1_bias"]).relu_()
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [flatten-eats-the-batch] one vector of everything
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [flatten-eats-the-batch] one row of everything
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.view(1, -1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [softmax-returned] probabilities
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.softmax(F.linear(x, params["dense2_weight"], params["dense2_bias"]), dim=1)


# %% wrong idea [softmax-returned] log probabilities
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.log_softmax(F.linear(x, params["dense2_weight"], params["dense2_bias"]), dim=-1)


# %% wrong idea [relu-applied] relu in a loop over all layers
def convnet_logits(x, params):
    for name in ("conv1", "conv2"):
        x = F.max_pool2d(F.relu(F.conv2d(x, params[name + "_weight"], params[name + "_bias"])), 2)
    x = x.flatten(1)
    for name in ("dense1", "dense2"):
        x = F.relu(F.linear(x, params[name + "_weight"], params[name + "_bias"]))
    return x


# %% wrong idea [pools-left-out] no pooling
def convnet_logits(x, params):
    x = F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"]))
    x = F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"]))
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [pools-left-out] second pooling forgotten
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])).flatten(1)
    x = F.relu(x @ params["dense1_weight"].T + params["dense1_bias"])
    return x @ params["dense2_weight"].T + params["dense2_bias"]


# %% wrong idea [padding-assumed] padding 1
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"], padding=1)), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"], padding=1)), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [average-for-max] average pooling
def convnet_logits(x, params):
    x = F.avg_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.avg_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [relu-left-out] two dense layers in a row
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"])
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [relu-left-out] none after the convolutions
def convnet_logits(x, params):
    x = F.max_pool2d(F.conv2d(x, params["conv1_weight"], params["conv1_bias"]), 2)
    x = F.max_pool2d(F.conv2d(x, params["conv2_weight"], params["conv2_bias"]), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [flatten-order] channels last
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = x.permute(0, 2, 3, 1).reshape(len(x), -1)
    x = F.relu(F.linear(x, params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [global-pooling] one number a map
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(
        F.linear(F.adaptive_avg_pool2d(x, 1).flatten(1), params["dense1_weight"], params["dense1_bias"])
    )
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [input-changed] in-place relu on the parameters
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params.pop("conv1_weight"), params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [error] a name that is not there
def convnet_logits(x, params):
    x = F.conv2d(x, params["conv1.weight"], params["conv1.bias"])
    return x.flatten(1)[:, :10]


# %% wrong idea [shape] the class instead of the logits
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"]).argmax(1)


# %% wrong idea [softmax-over-the-batch] softmax without an axis in mind
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"]).softmax(0)


# %% wrong idea [bias-left-out] convolutions without their biases
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"])), 2).flatten(1)
    x = F.relu(F.linear(x, params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [pool-stride-one] windows that overlap
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2, stride=1)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2, 1)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% wrong idea [weight-not-transposed] x @ weight
def convnet_logits(x, params):
    for block in ("conv1", "conv2"):
        x = F.conv2d(x, params[block + "_weight"], params[block + "_bias"]).relu()
        x = F.max_pool2d(x, 2)
    x = (x.flatten(1) @ params["dense1_weight"] + params["dense1_bias"]).relu()
    return x @ params["dense2_weight"] + params["dense2_bias"]


# %% wrong idea [relu-left-out] the result of relu thrown away
def convnet_logits(x, params):
    for block in ("conv1", "conv2"):
        x = F.conv2d(x, params[block + "_weight"], params[block + "_bias"])
        F.relu(x)
        x = F.max_pool2d(x, 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])
