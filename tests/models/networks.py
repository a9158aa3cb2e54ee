"""All networks of the catalogue as parameters of a test."""

import pytest

from cnnkit.models import list_models, model_info

# So many layers that even without numbers they take seconds; their smaller siblings stand for them.
DEEP = {"resnet1202_cifar", "residual_attention_452_cifar", "hrnet_w32", "hrnet_w48", "nasnet_large"}


def thinnest_of_each_file():
    """One network for all that are built by the same file."""
    entries = sorted(map(model_info, list_models()), key=lambda entry: entry.params)
    return {entry.name for entry in {entry.builder.__module__: entry for entry in reversed(entries)}.values()}


def some_of(names, quick):
    """The quick ones in `make test`, all with --full."""
    return [pytest.param(name, marks=[] if name in quick else [pytest.mark.slow]) for name in names]


# HRNet and NASNet have so many parts that they would take half of the time.
EACH_FILE = some_of(list_models(), thinnest_of_each_file() - {"hrnet_w18", "nasnet_mobile"})
# The same blocks once more, in longer rows than densenet121, resnet50 and so on have.
LONGER = {
    "densenet169", "densenet201", "densenet264", "resnet101", "resnet152", "resnet110_cifar",
    "resnext101_32x8d", "residual_attention_92",
}  # fmt: skip
EACH = some_of(list_models(), {*list_models()} - DEEP - LONGER)
