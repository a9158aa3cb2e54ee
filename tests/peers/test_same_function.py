"""Variants that take published weights compute the function of the peer's network that these come from.

    pytest tests/peers --peers FOLDER

FOLDER holds torchvision and timm, as `pip install --no-deps --target FOLDER torchvision timm` fills it.
Random weights of the peer's network go through the key maps into ours, and both must give the same logits, in
double precision, so that nothing but a difference in the function can show.
"""

import sys
from importlib import import_module
from types import ModuleType

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, list_models, model_info
from cnnkit.models.published.files import PUBLISHED
from cnnkit.models.published.loading import load_state

pytestmark = pytest.mark.peers

VARIANTS = [(name, v) for name in list_models() if name in PUBLISHED for v in model_info(name).variants]
SAME = [(name, v) for name, v in VARIANTS if v in PUBLISHED[name].variants]
OTHER = [case for case in VARIANTS if case not in SAME]
SIDE = 96


@pytest.fixture(scope="module", autouse=True)
def peers(pytestconfig):
    """torchvision and timm can be imported. A torchvision beside a torch without CUDA has no binary ops, and
    describing their shapes fails on import; the networks need none of them, so that module is left empty."""
    sys.path.append(str(pytestconfig.getoption("--peers")))
    describe = "torchvision._meta_registrations"
    sys.modules.setdefault(describe, ModuleType(describe))
    yield
    sys.path.remove(str(pytestconfig.getoption("--peers")))


def of_peer(peer, num_classes):
    library, name = peer.split()
    if library == "timm":
        return import_module("timm").create_model(name, num_classes=num_classes)
    options = {
        "googlenet": {"aux_logits": True, "init_weights": False},
        "inception_v3": {"init_weights": False},
    }
    build = import_module("torchvision.models").get_model
    return build(name, num_classes=num_classes, **options.get(name, {}))


def vary(network, x):
    """Make every normalization another one, with statistics that `x` really has: a network of many layers
    would otherwise fade, and two mixed-up normalizations would not show."""
    norms = [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.bias, std=0.2)
        norm.train().momentum = 1.0
    network(x)
    network.eval()


def both(name, variant):
    """Logits of the peer and of ours, filled with the peer's weights, for two pictures."""
    torch.manual_seed(0)
    published = PUBLISHED[name]
    smallest, largest = model_info(name).sides  # where sides end, the peer's pool adapts and ours does not
    side = max(smallest, SIDE) if largest is None else smallest
    theirs = of_peer(published.peer, published.num_classes + published.background).double().eval()
    x = torch.rand(2, 3, side, side, dtype=torch.double)
    with torch.no_grad():
        vary(theirs, x)
        ours = create_model(name, variant=variant).double().eval()
        load_state(ours, name, theirs.state_dict())
        return theirs(x)[:, published.background :], ours(x)


@pytest.mark.parametrize(("name", "variant"), SAME)
def test_the_peers_weights_give_the_peers_logits(name, variant):
    theirs, ours = both(name, variant)
    spread = (theirs[0] - theirs[1]).abs().max()  # what the pictures bring about, not the last bias
    assert spread > 0
    assert (ours - theirs).abs().max() < 1e-9 * spread


@pytest.mark.parametrize(("name", "variant"), OTHER)
def test_the_other_variants_refuse_the_peers_weights_or_give_other_logits(name, variant):
    refused = ""
    try:
        theirs, ours = both(name, variant)
    except ValueError as error:
        refused = str(error)
    if refused:
        assert f"{name}: not the weights of" in refused
    else:
        assert (ours - theirs).abs().max() > 1e-3 * (theirs[0] - theirs[1]).abs().max()


def test_squeezenet1_1_whose_weights_ship_computes_torchvisions_function_too():
    """Its layers stand in torchvision's order."""
    torch.manual_seed(0)
    theirs, ours = of_peer("torchvision squeezenet1_1", 1000).eval(), create_model("squeezenet1_1").eval()
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    for side in (17, 64, 224, 227):
        x = torch.rand(2, 3, side, side)
        with torch.no_grad():
            assert torch.equal(ours(x), theirs(x))
