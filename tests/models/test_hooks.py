"""What hooks see: each layer's own function of its input, unless the network was asked to work in place."""

import pytest
import torch
from torch import Tensor, nn

from cnnkit.models import create_model, list_models, model_info
from tests.models.networks import EACH_FILE, some_of

WITH_NUMBERS = some_of(
    [name for name in list_models() if name != "resnet1202_cifar"],  # 600 equal blocks
    {"lenet5", "lenet5_1998", "capsnet", "resnet20_cifar", "densenet_bc_100_12", "cifar10_convnet_gmp"},
)
IN_PLACE = some_of(
    ["resnet20_cifar", "densenet_bc_100_12", "mobilenet_v2", "vgg11_bn", "wide_resnet28_10", "xception",
     "residual_attention_56", "nasnet_mobile", "se_resnet50", "hrnet_w18", "inception_v4",
     "fractalnet40_cifar"],
    {"resnet20_cifar", "densenet_bc_100_12", "mobilenet_v2"},
)  # fmt: skip


def network(name, device="cpu", **options):
    with torch.device(device):
        return create_model(name, **options).eval()


def batch(name, device="cpu"):
    entry = model_info(name)
    if len(entry.input_shape) == 1:
        return torch.zeros(2, entry.sides[0], dtype=torch.int64, device=device)
    return torch.rand(2, entry.input_shape[0], *[entry.sides[0]] * 2, device=device)


def tensors(value):
    """Those in what a layer reads or says, which may be a list of maps."""
    if isinstance(value, Tensor):
        return [value]
    return [t for part in value for t in tensors(part)] if isinstance(value, tuple | list) else []


class Watch:
    """Hooks on every named layer of a network, also on the meta device."""

    def __init__(self, model):
        self.kept, self.said, self.gradients = [], {}, {}
        for name, part in model.named_modules():
            part.register_forward_pre_hook(lambda m, args, name=name: self.keep(name, args))
            part.register_forward_hook(lambda m, args, out, name=name: self.after(name, args, out))

    def keep(self, name, *values):
        self.kept.extend((name, tensor, tensor._version) for tensor in tensors(values))

    def after(self, name, args, out):
        self.keep(name, args, out)
        if isinstance(out, Tensor) and out.requires_grad:  # torch's backward hooks do not look into lists
            self.said.setdefault(name, []).append(out.shape)

    def watch_gradients(self, model):
        for name, part in model.named_modules():
            part.register_full_backward_hook(
                lambda m, _, grads, name=name: self.gradients.setdefault(name, []).append(grads[0].shape)
            )

    def overwritten(self):
        """Names of the layers whose input or output was written into after a hook saw it: torch counts the
        writings of every tensor.
        """
        return {name for name, tensor, version in self.kept if tensor._version != version}


@pytest.mark.filterwarnings("ignore:For backward hooks to be called")  # maps in lists, as HRNet's
@pytest.mark.filterwarnings("ignore:Full backward hook is firing")  # word ids have no gradient
@pytest.mark.parametrize("name", EACH_FILE)
def test_hooks_keep_what_they_saw_and_full_backward_hooks_see_every_gradient(name):
    model, x = network(name, "meta"), batch(name, "meta")
    watch = Watch(model)
    watch.watch_gradients(model)
    model(x.requires_grad_(x.is_floating_point())).sum().backward()
    assert watch.overwritten() == set()
    assert "" in watch.said
    assert {name: sorted(found) for name, found in watch.gradients.items()} == {
        name: sorted(found) for name, found in watch.said.items()
    }


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_a_hook_on_a_layer_sees_that_layers_function_of_its_input(name):
    model, x = network(name), batch(name)
    seen = []
    leaves = {part: label for label, part in model.named_modules() if not list(part.children())}
    handles = [
        part.register_forward_hook(lambda m, args, out: seen.append((m, args, out))) for part in leaves
    ]
    with torch.no_grad():
        model(x)
        for handle in handles:
            handle.remove()
        for layer, args, out in seen:
            assert torch.equal(layer(*args), out), leaves[layer]


@pytest.mark.parametrize("name", IN_PLACE)
def test_a_network_that_works_in_place_computes_the_same(name):
    torch.manual_seed(0)
    plain, fast = network(name).train(), network(name, inplace=True).train()
    fast.load_state_dict(plain.state_dict())
    watches, outs = [Watch(plain), Watch(fast)], []
    for model in (plain, fast):
        torch.manual_seed(1)  # for dropout
        outs.append(model(batch(name)))
        outs[-1].square().sum().backward()
    assert watches[0].overwritten() == set()
    assert watches[1].overwritten()
    assert torch.equal(*outs)
    gradients = [
        {label: weight.grad for label, weight in model.named_parameters() if weight.grad is not None}
        for model in (plain, fast)
    ]  # paths that drop-path left out have none
    assert gradients[0].keys() == gradients[1].keys()
    assert all(torch.equal(gradients[0][label], gradients[1][label]) for label in gradients[0])


def test_one_layer_that_overwrites_is_found_by_the_watch():
    model = nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1), nn.ReLU(inplace=True)).eval()
    watch = Watch(model)
    model(torch.zeros(1, 1, 2, 2))
    assert watch.overwritten() == {"1", "2"}
