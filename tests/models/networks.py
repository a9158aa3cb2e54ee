"""All networks of the catalogue as parameters of a test."""

import pytest

from cnnkit.models import list_models

# So many layers that even without numbers they take seconds; their smaller siblings stand for them.
DEEP = {"resnet1202_cifar", "residual_attention_452_cifar", "hrnet_w32", "hrnet_w48", "nasnet_large"}
EACH = [pytest.param(name, marks=[pytest.mark.slow] if name in DEEP else []) for name in list_models()]
