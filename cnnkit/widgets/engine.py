"""A torch module as the small description that the page's engine runs (`front/engine/README.md`).

`describe` runs the module once and writes down every function of torch that it calls, so that branches, loops
and functional calls are seen as they happen; what the engine lacks is refused by name.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode, resolve_name

from cnnkit.widgets.items import WidgetError

__all__ = ["describe", "engine_weights"]

Layer = dict[str, Any]


def describe(module: nn.Module, input_shape: Sequence[int]) -> dict[str, Any]:
    """`{"input": [c, h, w], "layers": […]}` of a module that reads `(n, c, h, w)`.

    Layers carry the names of their modules, parameters those of `module.state_dict()`. What only training
    does (dropout) is described if the module is in training mode.

    Args:
        module: called once, in its mode, on zeros of shape `(1, *input_shape)` on the meta device.
        input_shape: `(c, h, w)`.

    Raises `WidgetError` naming the function and its layer where the engine has nothing for it.
    """
    copy = _on_meta(module)
    watching = _Watch(copy, input_shape)
    with torch.no_grad(), watching:
        answer = copy(watching.x)
    if not isinstance(answer, Tensor) or id(answer) not in watching.names:
        raise WidgetError(
            f"{type(module).__name__} answers {type(answer).__name__}; the engine takes one tensor"
        )
    last = watching.names[id(answer)]
    if not watching.layers or last != watching.layers[-1]["name"]:
        raise WidgetError(f"{type(module).__name__} answers what {last!r} makes, but computes more after it")
    return {"input": list(input_shape), "layers": watching.layers}


def engine_weights(module: nn.Module) -> dict[str, np.ndarray]:
    """Parameters and running statistics as float32 arrays, under the names that the engine knows."""
    state = module.state_dict()
    return {
        name: value.detach().cpu().numpy().astype("<f4")
        for name, value in state.items()
        if not name.endswith("num_batches_tracked")
    }


def _on_meta(module: nn.Module) -> nn.Module:
    """A copy without numbers, so that nothing is computed and no running statistic of the module moves."""
    return deepcopy(module).to("meta")


class _Watch(TorchFunctionMode):
    """Writes down the layers while the module runs."""

    def __init__(self, module: nn.Module, input_shape: Sequence[int]) -> None:
        super().__init__()
        self.x = torch.zeros(1, *input_shape, device="meta")
        self.layers: list[Layer] = []
        self.names = {id(self.x): "input"}
        self.kept = [self.x]  # as long as it lives, an id names one tensor
        self.parameters = {id(p): name for name, p in [*module.named_parameters(), *module.named_buffers()]}
        self.path: list[str] = []
        for name, child in module.named_modules():
            child.register_forward_pre_hook(lambda *_, name=name: self.path.append(name))
            child.register_forward_hook(self._leave)

    def _leave(self, *_: Any) -> None:
        self.path.pop()

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        kwargs = dict(kwargs or {})
        answer = func(*args, **kwargs)
        read = [t for t in _tensors(args) if id(t) in self.names]
        if not read or not isinstance(answer, Tensor):
            return answer
        rule = RULES.get(func)
        if rule is None:
            raise WidgetError(f"the engine has nothing for {self._called(func)} {self._where()}")
        try:
            made = rule(self, *args, **kwargs)
        except _Lacking as lacking:
            raise WidgetError(
                f"the engine has no {lacking} for {self._called(func)} {self._where()}"
            ) from None
        self.kept.append(answer)
        self.names[id(answer)] = self.names[id(made)] if isinstance(made, Tensor) else self._write(made)
        return answer

    def _write(self, layer: Layer) -> str:
        """Gives the layer its name and place; returns the name."""
        name, sources = layer.pop("name", None), layer.pop("from")
        if name is None:
            base = self.path[-1] if self.path and self.path[-1] else layer["kind"]
            taken = {each["name"] for each in self.layers}
            names = [base, f"{base}.{layer['kind']}", *(f"{base}.{layer['kind']}{i}" for i in range(2, 999))]
            name = next(each for each in names if each not in taken)
        if any(each["name"] == name for each in self.layers):
            raise WidgetError(f"{name!r} is used twice; the engine gives each layer weights of its own")
        before = self.layers[-1]["name"] if self.layers else "input"
        link = {} if sources == [before] else {"from": sources}
        self.layers.append({"name": name, "kind": layer.pop("kind"), **link, **layer})
        return name

    def layer(self, kind: str, *sources: Tensor, **settings: Any) -> Layer:
        names = []
        for source in sources:
            if id(source) not in self.names:
                raise _Lacking("operand that is not a tensor of the network")
            names.append(self.names[id(source)])
        return {"kind": kind, "from": names, **settings}

    def owner(self, weight: Tensor) -> str:
        """The layer that a weight belongs to."""
        name = self.parameters.get(id(weight))
        if name is None or not name.endswith("weight"):
            raise _Lacking("weights that are computed, or named other than 'weight',")
        return name.removesuffix(".weight")

    def _called(self, func: Callable[..., Any]) -> str:
        return resolve_name(func) or getattr(func, "__name__", str(func))

    def _where(self) -> str:
        return f"at layer {self.path[-1]!r}" if self.path and self.path[-1] else "in forward"


class _Lacking(Exception):
    """A setting that the engine does not have."""


def _tensors(values: Any) -> list[Tensor]:
    if isinstance(values, Tensor):
        return [values]
    return [t for value in values for t in _tensors(value)] if isinstance(values, tuple | list) else []


def _plain(value: Any) -> Any:
    """A window's setting as JSON: a number where both sides are alike."""
    sides = [int(v) for v in value] if isinstance(value, tuple | list) else [int(value)]
    return sides[0] if len(set(sides)) == 1 else sides


def _unless(default: Any, **settings: Any) -> Layer:
    """The settings that are not what they are anyway."""
    return {key: value for key, value in settings.items() if value != default}


def _conv(
    watch: _Watch,
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Layer:
    if isinstance(padding, str):
        raise _Lacking(f"padding={padding!r} (numbers alone)")
    return watch.layer(
        "conv", x, name=watch.owner(weight), out=weight.shape[0], kernel=_plain(weight.shape[2:]),
        **_unless(1, stride=_plain(stride), dilation=_plain(dilation), groups=groups),
        **_unless(0, padding=_plain(padding)), **_unless(True, bias=bias is not None),
    )  # fmt: skip


def _linear(watch: _Watch, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Layer:
    if x.dim() != 2:
        raise _Lacking(f"input of {x.dim()} axes (n, features)")
    settings = _unless(True, bias=bias is not None)
    return watch.layer("linear", x, name=watch.owner(weight), out=weight.shape[0], **settings)


def _norm(
    watch: _Watch,
    x: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float | None = 0.1,
    eps: float = 1e-5,
) -> Layer:
    if running_mean is None or momentum is None:
        raise _Lacking("batch norm without running statistics, or with their plain mean,")
    name = watch.parameters[id(running_mean)].removesuffix(".running_mean")
    settings = (
        _unless(True, affine=weight is not None) | _unless(1e-5, eps=eps) | _unless(0.1, momentum=momentum)
    )
    return watch.layer("norm", x, name=name, **settings)


def _max_pool(
    watch: _Watch,
    x: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Layer:
    if return_indices:
        raise _Lacking("return_indices=True")
    return watch.layer(
        "maxpool", x, kernel=_plain(kernel_size), **_unless(None, stride=_plain(stride) if stride else None),
        **_unless(0, padding=_plain(padding)), **_unless(1, dilation=_plain(dilation)),
        **_unless(False, ceil=bool(ceil_mode)),
    )  # fmt: skip


def _avg_pool(
    watch: _Watch,
    x: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Layer:
    if divisor_override:
        raise _Lacking("divisor_override")
    return watch.layer(
        "avgpool", x, kernel=_plain(kernel_size), **_unless(None, stride=_plain(stride) if stride else None),
        **_unless(0, padding=_plain(padding)), **_unless(False, ceil=bool(ceil_mode)),
        **_unless(True, count_include_pad=bool(count_include_pad)),
    )  # fmt: skip


def _adaptive(kind: str) -> Callable[..., Layer]:
    def rule(watch: _Watch, x: Tensor, output_size: Any, return_indices: bool = False) -> Layer:
        sizes = output_size if isinstance(output_size, tuple | list) else (output_size, output_size)
        wanted = [int(x.shape[2 + i] if size is None else size) for i, size in enumerate(sizes)]
        side = [int(v) for v in x.shape[2:]]
        if kind == "avgpool" and wanted == [1, 1]:
            return watch.layer("gap", x)
        if any(a % b for a, b in zip(side, wanted, strict=True)):
            raise _Lacking(f"output of {wanted} from {side}, which no window divides,")
        return watch.layer(kind, x, kernel=_plain([a // b for a, b in zip(side, wanted, strict=True)]))

    return rule


def _mean(watch: _Watch, x: Tensor, dim: Any = None, keepdim: bool = False, **_: Any) -> Layer:
    dims = sorted(d % x.dim() for d in (dim if isinstance(dim, tuple | list) else [dim]) if d is not None)
    if dims != [2, 3]:
        raise _Lacking(f"mean over {dim} (rows and columns alone)")
    return watch.layer("gap", x)


def _largest(watch: _Watch, x: Tensor, dim: Any = (), keepdim: bool = False) -> Layer:
    if sorted(d % x.dim() for d in (dim if isinstance(dim, tuple | list) else [dim])) != [2, 3]:
        raise _Lacking(f"largest value over {dim} (rows and columns alone)")
    return watch.layer("maxpool", x, kernel=_plain(x.shape[2:]))


def _flatten(watch: _Watch, x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Layer | Tensor:
    if start_dim != 1 or end_dim % x.dim() != x.dim() - 1:
        raise _Lacking(f"flatten from {start_dim} to {end_dim} (from 1 to the end alone)")
    return x if x.dim() == 2 else watch.layer("flatten", x)


def _view(watch: _Watch, x: Tensor, *shape: Any) -> Layer | Tensor:
    sizes = [int(v) for v in (shape[0] if isinstance(shape[0], tuple | list | torch.Size) else shape)]
    if len(sizes) == 2 and sizes[0] in (1, -1):
        return x if x.dim() == 2 else watch.layer("flatten", x)
    if [*x.shape] == sizes:
        return x
    raise _Lacking(f"view of {tuple(x.shape)} as {tuple(sizes)} (one vector a picture alone)")


def _squeeze(watch: _Watch, x: Tensor, *dim: Any) -> Layer | Tensor:
    if x.dim() == 4 and x.shape[2:] == (1, 1):
        return x
    raise _Lacking(f"squeeze of {tuple(x.shape)}")


def _concat(watch: _Watch, tensors: Sequence[Tensor], dim: int = 0) -> Layer:
    if dim % tensors[0].dim() != 1:
        raise _Lacking(f"concatenation along axis {dim} (channels alone)")
    return watch.layer("concat", *tensors)


def _add(watch: _Watch, a: Any, b: Any, *, alpha: float = 1) -> Layer:
    if not isinstance(a, Tensor) or not isinstance(b, Tensor) or a.shape != b.shape or alpha != 1:
        raise _Lacking("sum of other than two tensors of one shape")
    return watch.layer("add", a, b)


def _times(watch: _Watch, a: Any, b: Any) -> Layer:
    x, factor = (a, b) if isinstance(a, Tensor) else (b, a)
    if not isinstance(factor, int | float):
        raise _Lacking("product of two tensors (a tensor and a number alone)")
    return watch.layer("scale", x, factor=float(factor))


def _act(kind: str) -> Callable[..., Layer]:
    return lambda watch, x, *_, **__: watch.layer(kind, x)


def _leaky(watch: _Watch, x: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Layer:
    return watch.layer("leaky", x, slope=float(negative_slope))


def _dropout(
    watch: _Watch, x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Layer | Tensor:
    return watch.layer("dropout", x, p=float(p)) if training and p else x


def _same(watch: _Watch, x: Tensor, *_: Any, **__: Any) -> Tensor:
    return x


def _every(watch: _Watch, x: Tensor, index: Any) -> Layer | Tensor:
    """Option A's first half: x[:, :, ::s, ::s]."""
    parts = index if isinstance(index, tuple) else (index,)
    steps = [part.step or 1 for part in parts if isinstance(part, slice) and part.start is part.stop is None]
    if len(steps) != len(parts) or any(step != 1 for step in steps[:2]):
        raise _Lacking(f"index {index} (every s-th row and column alone)")
    stride = [*steps[2:], 1, 1][:2]
    return x if stride == [1, 1] else watch.layer("shortcut", x, stride=_plain(stride))


def _pad(
    watch: _Watch, x: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Layer:
    """Option A's second half: channels of zeros at the end."""
    before = list(pad)
    if len(before) != 6 or any(before[:5]) or before[5] < 0 or mode != "constant" or value:
        raise _Lacking(f"pad {tuple(pad)} of {mode} (zero channels at the end alone)")
    last = watch.layers[-1] if watch.layers else {}
    if last.get("kind") == "shortcut" and last["name"] == watch.names[id(x)] and "channels" not in last:
        watch.layers.pop()
        sources = last.get("from", [watch.layers[-1]["name"] if watch.layers else "input"])
        return {
            "kind": "shortcut",
            "from": sources,
            "stride": last["stride"],
            "channels": x.shape[1] + before[5],
        }
    return watch.layer("shortcut", x, stride=1, channels=x.shape[1] + before[5])


RULES: dict[Any, Callable[..., Layer | Tensor]] = {}
for _functions, _rule in (
    ([torch.conv2d, F.conv2d], _conv),
    ([F.linear], _linear),
    ([F.batch_norm], _norm),
    ([F.max_pool2d, torch.max_pool2d], _max_pool),
    ([F.avg_pool2d], _avg_pool),
    ([F.adaptive_avg_pool2d], _adaptive("avgpool")),
    ([F.adaptive_max_pool2d], _adaptive("maxpool")),
    ([torch.mean, Tensor.mean], _mean),
    ([torch.amax, Tensor.amax], _largest),
    ([torch.flatten, Tensor.flatten], _flatten),
    ([Tensor.view, Tensor.reshape, torch.reshape], _view),
    ([torch.squeeze, Tensor.squeeze], _squeeze),
    ([torch.cat, torch.concat], _concat),
    ([torch.add, Tensor.add, Tensor.add_, Tensor.__add__, Tensor.__iadd__, Tensor.__radd__], _add),
    ([torch.mul, Tensor.mul, Tensor.__mul__, Tensor.__rmul__], _times),
    ([F.relu, torch.relu, torch.relu_, Tensor.relu, Tensor.relu_], _act("relu")),
    ([torch.tanh, Tensor.tanh, F.tanh], _act("tanh")),
    ([torch.sigmoid, Tensor.sigmoid, F.sigmoid], _act("sigmoid")),
    ([F.leaky_relu], _leaky),
    ([F.dropout], _dropout),
    ([Tensor.contiguous, Tensor.clone, torch.clone, Tensor.float, Tensor.detach], _same),
    ([Tensor.__getitem__], _every),
    ([F.pad], _pad),
):
    RULES |= dict.fromkeys(_functions, _rule)
