"""A torch module of the lecturer's own, from a file or a package."""

import sys

import pytest
import torch
from torch import nn

from cnnkit.demo.live.network import Network, load_module, shipped

FILE = """
from torch import nn
import beside
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))
def build():
    return nn.Sequential(nn.Conv2d(3, beside.WIDTH, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
class Own(nn.Module):
    def forward(self, x):
        return x
def number():
    return 3
def fails():
    raise KeyError("weights")
text = "x"
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "beside.py").write_text("WIDTH = 7\n")
    (tmp_path / "my net.py").write_text(FILE)
    yield tmp_path / "my net.py"
    sys.modules.pop("beside", None)


def test_a_module_a_function_and_a_class_of_a_file(file):
    before = list(sys.path)
    assert isinstance(load_module(f"{file}:net"), nn.Sequential)
    assert load_module(f"{file}:build")[0].out_channels == 7
    assert type(load_module(f"{file}:Own")).__name__ == "Own"
    assert sys.path == before


def test_a_function_of_a_package():
    assert type(load_module("cnnkit.models.lenet:lenet5")).__name__ == "LeNet5"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("number", "want a torch.nn.Module, got int"),
        ("text", "want a torch.nn.Module, got str"),
        ("fails", r"fails\(\) failed: KeyError: 'weights'"),
        ("nothing", "has no nothing; it has .*net, build, Own"),
        ("not a name", r"want FILE.py:NAME"),
    ],
)
def test_what_is_no_module_is_said(file, name, words):
    with pytest.raises(ValueError, match=words):
        load_module(f"{file}:{name}")


def test_a_file_or_package_that_is_not_there_or_fails_is_said(tmp_path):
    (tmp_path / "bad.py").write_text("1 / 0")
    for place, words in (
        (tmp_path / "none.py", "there is no file"),
        (tmp_path / "bad.py", "ZeroDivisionError"),
        ("no.such.package", "ModuleNotFoundError"),
    ):
        with pytest.raises(ValueError, match=words):
            load_module(f"{place}:net")
    with pytest.raises(ValueError, match=r"want FILE\.py:NAME"):
        load_module("net")


def test_nothing_is_loaded_that_the_command_line_does_not_name(server, ask):
    for place in ("demo/live-maps", "module", "module/os:system", "state/live-maps"):
        assert ask("GET", place).code == 404


def test_what_is_said_about_a_network():
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 3))
    network = Network(net, (1, 8, 8), ["a", "b"])
    assert network.layers() == ["0", "1"]
    assert network.layers(maps=False) == ["0", "1", "2", "3"]
    assert [network.class_name(i) for i in range(3)] == ["a", "b", "class 2"]
    x = torch.rand(1, 1, 8, 8)
    best = network.best(x, 9)
    assert sorted(index for index, _ in best) == [0, 1, 2]
    assert [value for _, value in best] == sorted((value for _, value in best), reverse=True)
    torch.testing.assert_close(best[0][1], net(x).softmax(1).max().item())


def test_a_network_that_answers_no_logits_is_said():
    with pytest.raises(ValueError, match=r"needs logits \(n, classes\); Conv2d answers \(1, 2, 6, 6\)"):
        Network(nn.Conv2d(1, 2, 3), (1, 8, 8)).best(torch.rand(1, 1, 8, 8))
    with pytest.raises(ValueError, match="--input 3 8: want channels, rows, columns"):
        Network(nn.Conv2d(1, 2, 3), (3, 8))


def test_the_one_that_ships_knows_a_cat():
    from cnnkit.demo.live.photograph import bundled

    network = shipped()
    assert "cat" in network.said(bundled(network.shape))
