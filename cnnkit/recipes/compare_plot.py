"""What the widget compare-plot shows: every network of the catalogue, with its errors sorted by protocol.

Counts, years and errors are the catalogue's; depth and field are measured on shapes alone; milliseconds are
those of the recipe `cpu_times`. Typed here is only which family a file of the catalogue is.
"""

import json
from collections.abc import Iterator
from typing import Any

from cnnkit.models.catalog import (
    CATALOG,
    Entry,
    Variant,
    dense,
    inception,
    mobile,
    plain,
    residual,
    routed,
    wider,
)
from cnnkit.models.catalog.cards import error_text
from cnnkit.models.catalog.reported import CIFAR10_TEST, IMAGENET_VALIDATION, MNIST_TEST, Reported, amount
from cnnkit.recipes.cpu_times import RESULTS as TIMES
from cnnkit.recipes.on_meta import summary_of
from cnnkit.recipes.store import WIDGET_DATA, save_json
from cnnkit.summary.longest import weighted_depth

TARGET = WIDGET_DATA / "compare_plot.json"
FAMILIES = {
    "plain": plain, "inception": inception, "residual": residual, "wider": wider, "routed": routed,
    "dense": dense, "mobile": mobile,
}  # fmt: skip
PROTOCOLS = {
    "one": "ImageNet, one crop",
    "ten": "ImageNet, ten crops",
    "other": "ImageNet, another protocol",
    "ensemble": "ImageNet, several networks",
    "cifar": "CIFAR-10, test pictures",
    "mnist": "MNIST, test pictures",
}
"""An error stands under exactly one of these; a line joins none of two."""


def protocol(error: Reported) -> str:
    """The key of `PROTOCOLS`."""
    if error.dataset == CIFAR10_TEST:
        return "cifar"
    if error.dataset == MNIST_TEST:
        return "mnist"
    if error.dataset != IMAGENET_VALIDATION:
        raise ValueError(f"no protocol for {error.dataset!r}")
    if error.networks > 1:
        return "ensemble"
    if error.whole or error.crops not in (1, 10):
        return "other"
    return "one" if error.crops == 1 else "ten"


def told(errors: tuple[Reported, ...]) -> list[dict[str, Any]]:
    """The first error of each protocol: the catalogue has the plainest first."""
    found: dict[str, dict[str, Any]] = {}
    for error in errors:
        found.setdefault(
            protocol(error),
            {"protocol": protocol(error), "top1": error.top1, "top5": error.top5, "how": error_text(error)},
        )
    return list(found.values())


def built(entry: Entry, name: str, variant: Variant, family: str) -> dict[str, Any]:
    """One network that the package builds."""
    summary = summary_of(entry.name, name)
    fields = [row.receptive_field.size for row in summary.rows if row.receptive_field]
    return {
        "name": entry.name if name == entry.default else f"{entry.name}:{name}",
        "family": family, "year": entry.year, "dataset": entry.dataset, "built": True,
        "depth": weighted_depth(summary), "params": variant.params_without_heads, "macs": variant.macs,
        "field": max(fields, default=None), "errors": told(variant.errors),
    }  # fmt: skip


def rows() -> Iterator[dict[str, Any]]:
    """Default variants of all, other variants with an error of their own, and what is not built."""
    for family, module in FAMILIES.items():
        for entry in module.ENTRIES:
            if len(entry.input_shape) != 3:  # it reads words
                continue
            for name, variant in entry.variants.items():
                own = variant.errors and variant.errors != entry.errors
                if name == entry.default or own:
                    yield built(entry, name, variant, family)
            for other in entry.unbuilt:
                printed = other.printed
                yield {
                    "name": f"{entry.name} (not built)", "what": other.network, "family": family,
                    "year": entry.year, "dataset": entry.dataset, "built": False, "depth": None,
                    "params": round(amount(printed.params).value) if printed and printed.params else None,
                    "macs": round(amount(printed.macs).value) if printed and printed.macs else None,
                    "field": None, "errors": told(other.errors),
                }  # fmt: skip


def record() -> dict[str, Any]:
    """The widget's trait."""
    times = json.loads(TIMES.read_text("utf8"))
    networks = [row | {"ms": times.get(row["name"], {}).get("milliseconds")} for row in rows()]
    known = {entry.name for entry in CATALOG}
    assert {row["name"].partition(":")[0].partition(" ")[0] for row in networks} <= known
    return {
        "command": "python -m cnnkit.recipes compare_plot",
        "protocols": PROTOCOLS,
        "times": {key: times[key] for key in ("command", "machine", "processor", "date", "load")},
        "networks": networks,
    }


def main() -> None:
    print(save_json(TARGET, record()))
