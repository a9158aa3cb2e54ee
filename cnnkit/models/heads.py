"""Other classes for a network that is there already: transfer learning's first step."""

from __future__ import annotations

from torch import nn

from cnnkit.models.whole_number import whole_number

__all__ = ["classifier", "replace_head"]


def replace_head(model: nn.Module, num_classes: int) -> nn.Module:
    """Put new layers, for `num_classes`, in the place of those that end in classes; returns the model itself,
    changed.

    These are the last layer with weights in `head`, in each auxiliary head (`head_…`), or, of a network whose
    head has none or that has no such part, its last one at all. The new one is of the same kind, Linear or
    Conv2d, starts as torch starts it, and lies on the same device with the same dtype; nothing else changes.

    Raises `ValueError` for what is no whole number of at least 1, and for a network whose last layer is of
    another kind: capsnet's capsules, which its decoder reads too, and lenet5_1998's drawings of ten digits.
    These take another `num_classes` in `create_model`, also with weights.

    >>> net = replace_head(create_model("lenet5"), 3)
    >>> net(torch.zeros(1, 1, 32, 32)).shape
    torch.Size([1, 3])
    """
    number = whole_number("num_classes", num_classes)
    heads = [name for name, _ in model.named_children() if name.startswith("head_")]
    names = [classifier(model), *(f"{head}.{_last(model.get_submodule(head))}" for head in heads)]
    new = {name: _resized(model, name, number) for name in names}  # all, or none is put in
    for name, layer in new.items():
        model.set_submodule(name, layer)
    return model


def classifier(model: nn.Module) -> str:
    """Name of the layer that makes logits: the last one with weights, of `head` where that has any.

    Raises `ValueError` for a network without weights.
    """
    head = dict(model.named_children()).get("head")
    if head is not None and any(map(_holds, head.modules())):
        return f"head.{_last(head)}".rstrip(".")
    return _last(model)


def _last(part: nn.Module) -> str:
    """Of the layers with weights, auxiliary heads aside; "" if it is `part` itself."""
    names = [name for name, layer in part.named_modules() if _holds(layer) and not name.startswith("head_")]
    if not names:
        raise ValueError(f"{type(part).__name__} has no layer with weights, so none that makes logits")
    return names[-1]


def _holds(layer: nn.Module) -> bool:
    """Whether it has weights of its own, trained or fixed."""
    return any(True for _ in layer.parameters(recurse=False)) or any(
        True for _ in layer.buffers(recurse=False)
    )


def _resized(model: nn.Module, name: str, num_classes: int) -> nn.Module:
    old = model.get_submodule(name)
    if name and isinstance(old, nn.Linear | nn.Conv2d):
        place = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
        if isinstance(old, nn.Linear):
            return nn.Linear(old.in_features, num_classes, **place).train(old.training)
        kernel, stride, dilation = (
            (size[0], size[-1]) for size in (old.kernel_size, old.stride, old.dilation)
        )
        padding = old.padding if isinstance(old.padding, str) else (old.padding[0], old.padding[-1])
        new = nn.Conv2d(old.in_channels, num_classes, kernel, stride, padding, dilation, old.groups, **place)
        return new.train(old.training)
    raise ValueError(
        f"{type(model).__name__} ends in {name or 'itself'}, a {type(old).__name__}; legal: Linear or "
        "Conv2d. A network of the catalogue is built for other classes, also with weights, by "
        f"create_model(..., num_classes={num_classes})"
    )
