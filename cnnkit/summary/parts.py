"""The modules of a network with their names, parameters and buffers, looked up once."""

from __future__ import annotations

from torch import Tensor, nn


class Parts:
    """torch's own `named_modules` and `named_parameters` walk the tree anew at every call."""

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self.names: dict[nn.Module, str] = {}
        """Every module once, under its first name, "" for the network itself."""
        self.every_name: list[tuple[str, nn.Module]] = []
        """A layer that stands in two places comes twice."""
        self._visit("", module)
        self.parameters = self._named("_parameters")
        self.buffers = self._named("_buffers")

    def _visit(self, name: str, part: nn.Module) -> None:
        self.every_name.append((name, part))
        self.names.setdefault(part, name)
        for key, child in part._modules.items():
            if child is not None:
                self._visit(f"{name}.{key}" if name else key, child)

    def _named(self, kind: str) -> dict[str, Tensor]:
        found: dict[int, tuple[str, Tensor]] = {}
        for part, name in self.names.items():
            for key, tensor in vars(part)[kind].items():
                if tensor is not None:
                    found.setdefault(id(tensor), (f"{name}.{key}" if name else key, tensor))
        return dict(found.values())

    def own(self, part: nn.Module) -> list[Tensor]:
        """The parameters of a module, without those of modules inside."""
        return [p for p in part._parameters.values() if p is not None]
