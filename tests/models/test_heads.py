"""Another head for a network that is there: the same as if it had been built for other classes."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, model_info, replace_head
from cnnkit.models.heads import classifier
from tests.models.networks import EACH_FILE

ELSE = ("capsnet", "lenet5_1998")  # their last layers are neither Linear nor Conv2d


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options)


def layers(model):
    return {
        name: (part.extra_repr(), [tuple(p.shape) for p in part.parameters(recurse=False)])
        for name, part in model.named_modules()
    }


@pytest.mark.parametrize("name", [case for case in EACH_FILE if case.values[0] not in ELSE])
def test_only_the_layers_that_end_in_classes_are_new(name):
    model = on_meta(name)
    before, old = dict(model.named_modules()), layers(model)
    assert replace_head(model, 7) is model
    assert layers(model) == layers(on_meta(name, num_classes=7)) != old
    after = dict(model.named_modules())
    assert {n for n in after if after[n] is not before[n]} == set(model_info(name).classifiers)
    assert classifier(model) in model_info(name).classifiers


def test_the_new_head_is_where_the_old_one_was_and_the_rest_is_untouched():
    model = create_model("lenet5").double().eval()
    rest = {name: value.clone() for name, value in model.state_dict().items() if "head.5" not in name}
    replace_head(model, 3)
    assert model.head[5].weight.dtype == torch.float64
    assert not model.head[5].training
    assert all(torch.equal(model.state_dict()[name], value) for name, value in rest.items())
    assert model(torch.rand(2, 1, 32, 32, dtype=torch.float64)).shape == (2, 3)


def test_networks_of_others_have_a_last_layer_too():
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.Sequential(nn.Flatten(), nn.Linear(4, 10, bias=False), nn.ReLU())
    )
    assert classifier(model) == "1.1"
    assert replace_head(model, 2)[1][1].bias is None
    assert model(torch.rand(1, 1, 3, 3)).shape == (1, 2)


def test_other_kinds_of_last_layers_are_refused_with_the_way_and_change_nothing():
    for name, kind in (("capsnet", "head, a DigitCapsules"), ("lenet5_1998", "head.output, a RBF")):
        model = on_meta(name)
        before = layers(model)
        with pytest.raises(ValueError, match=rf"ends in {kind}; legal: Linear or Conv2d.*num_classes=3\)"):
            replace_head(model, 3)
        assert layers(model) == before
    with pytest.raises(ValueError, match="Linear ends in itself, a Linear"):
        replace_head(nn.Linear(3, 4), 2)
    with pytest.raises(ValueError, match="ReLU has no layer with weights"):
        replace_head(nn.ReLU(), 2)
    for bad in (0, 2.0, True, "3"):
        with pytest.raises(ValueError, match=f"at least 1, got {bad!r}"):
            replace_head(on_meta("lenet5"), bad)
