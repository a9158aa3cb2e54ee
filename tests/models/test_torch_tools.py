"""What torch's own tools do with any network: loading into an empty one, drawing its graph."""

import pytest
import torch
import torch.fx

from cnnkit.models import create_model
from tests.models.networks import EACH

# Their own code loops over sizes, or looks at the ids: torch.fx cannot draw that.
NO_GRAPH = {"nasnet_mobile", "nasnet_large", "imdb_conv1d"}


@pytest.mark.parametrize("name", EACH)
def test_a_network_without_memory_lacks_nothing_and_has_a_graph(name):
    with torch.device("meta"):
        network = create_model(name).eval()
    # What is not in the state dict would stay empty after `load_state_dict(state, assign=True)`.
    assert {key for key, _ in network.named_buffers()} <= set(network.state_dict())
    if name in NO_GRAPH:
        return
    graph = torch.fx.symbolic_trace(network).graph
    drawn = {node.target for node in graph.nodes if node.op == "call_module"}
    convolutions = {key for key, part in network.named_modules() if isinstance(part, torch.nn.Conv2d)}
    assert {key for key in convolutions if not key.startswith("head_")} <= drawn  # auxiliary heads: training


def test_the_graph_computes_what_the_network_does():
    torch.manual_seed(0)
    network, x = create_model("resnet20_cifar").eval(), torch.rand(2, 3, 32, 32)
    assert torch.equal(torch.fx.symbolic_trace(network)(x), network(x))


def test_lenet_of_1998_is_whole_after_loading_into_an_empty_one():
    torch.manual_seed(0)
    source, x = create_model("lenet5_1998").eval(), torch.rand(3, 1, 32, 32)
    with torch.device("meta"):
        network = create_model("lenet5_1998").eval()
    network.load_state_dict(source.state_dict(), assign=True)
    assert torch.equal(network(x), source(x))
