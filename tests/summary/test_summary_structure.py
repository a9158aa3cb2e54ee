"""Groups, single parts, edges and the output's field, against sums, hooks and autograd."""

from dataclasses import dataclass

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.models import create_model
from cnnkit.summary import Joint, Link, Node, summarize
from tests.summary.test_summary_fields import Inception, Residual, open_wide, seen


class Functional(nn.Module):
    """Sums, a concatenation, a view, an identity and an activation, none of them a module of its own."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(2, 3, 3, padding=1), nn.Conv2d(2, 3, 3, padding=1)
        self.same, self.drop = nn.Identity(), nn.Dropout()
        self.c, self.out = nn.Conv2d(6, 3, 1), nn.Linear(3 * 36, 2)

    def forward(self, x):
        a, b = self.a(x), F.relu(self.b(x))
        y = self.c(torch.cat([a, b.view(b.shape)], 1))
        y = y + self.same(a)
        y += self.drop(b)
        return self.out(y.flatten(1))


class Stages(nn.Module):
    """Lists that are never called themselves, one layer under two names, a head that never runs."""

    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(4, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.ReLU()) for _ in range(3)
        )
        self.twin = self.stages[0]
        self.spare = nn.Linear(4, 4)

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
        return x


def networks():
    yield "functional", Functional(), (2, 6, 6)
    yield "residual", nn.Sequential(Residual(2, 4, 2), Residual(4, 4, 1), Residual(4, 4, 1)), (2, 8, 8)
    yield "inception", Inception(2), (2, 9, 9)
    yield "stages", Stages(), (4, 16, 16)
    yield "resnet20_cifar", create_model("resnet20_cifar"), (3, 32, 32)
    yield "googlenet", create_model("googlenet"), (3, 224, 224)


NETWORKS = {name: (module.eval(), (1, *shape)) for name, module, shape in networks()}


def edges_by_autograd(module, shape):
    """Cut the graph behind every layer; what a layer's input still has a gradient to, it reads."""
    inputs, outputs = [], []

    def before(_, args):
        inputs.append(args[0])

    def after(_, args, out):
        outputs.append(out.detach().requires_grad_())
        return outputs[-1].clone()  # some sums are in place, which autograd forbids on a leaf

    layers = [part for part in module.modules() if not list(part.children())]
    for part in layers:  # an activation in place would write into a tensor that autograd keeps
        if getattr(part, "inplace", False):
            part.inplace = False
    handles = [part.register_forward_pre_hook(before) for part in layers]
    handles += [part.register_forward_hook(after) for part in layers]
    module(torch.rand(shape))
    for handle in handles:
        handle.remove()
    found = []
    for reader, x in enumerate(inputs):
        if not x.requires_grad:
            continue
        grads = torch.autograd.grad(x.sum(), outputs, allow_unused=True, retain_graph=True)
        found += [(source, reader) for source, grad in enumerate(grads) if grad is not None]
    return found


@pytest.mark.parametrize("name", NETWORKS)
def test_edges_are_the_paths_that_autograd_finds(name):
    module, shape = NETWORKS[name]
    with torch.device("meta"):
        summary = summarize(module, shape)
    expected = edges_by_autograd(module, shape)
    assert len(expected) >= len(summary.rows) - 2 > 0
    assert list(summary.edges) == expected


@pytest.mark.parametrize("name", NETWORKS)
def test_groups_add_up_their_layers_at_every_depth(name):
    module, shape = NETWORKS[name]
    summary = summarize(module, shape)
    names = dict(module.named_modules())
    for depth in range(6):
        groups = summary.grouped(depth)
        assert sum(row.macs for row in groups.rows) == groups.macs == summary.macs
        assert sum(row.params for row in groups.rows) == sum(row.params for row in summary.rows)
        assert (groups.params, groups.output_shape, groups.fields) == (
            summary.params,
            summary.output_shape,
            summary.fields,
        )
        for row in groups.rows if depth else ():
            inside = [r for r in summary.rows if r.name == row.name or r.name.startswith(f"{row.name}.")]
            assert row.macs == sum(r.macs for r in inside)
            assert row.params == sum(p.numel() for p in names[row.name].parameters())
            assert summary.at(row.name) == row
    assert summary.grouped(99).rows == summary.rows
    assert summary.grouped(99).edges == summary.edges
    (whole,) = summary.grouped(0).rows
    assert whole == summary.at("")
    assert (whole.in_shape, whole.out_shape, whole.macs) == (shape, summary.output_shape, summary.macs)
    assert whole.fields == summary.fields


def test_shapes_of_groups_equal_what_hooks_see():
    module, shape = NETWORKS["googlenet"]
    met = {}

    def watch(name, part):
        def after(_, args, out):
            met.setdefault(name, (tuple(args[0].shape), tuple(out.shape)))

        return part.register_forward_hook(after)

    handles = [watch(name, part) for name, part in module.named_modules()]
    with torch.no_grad():
        module(torch.zeros(shape))
    for handle in handles:
        handle.remove()
    summary = summarize(module, shape)
    assert "body_4a.inception_3a" in met
    assert {name: (summary.at(name).in_shape, summary.at(name).out_shape) for name in met} == met


def test_a_chain_of_blocks_is_a_chain_of_groups_and_joints_stay_inside():
    module, shape = NETWORKS["resnet20_cifar"]
    groups = summarize(module, shape).grouped(3)
    assert [row.name for row in groups if row.kind == "Residual"] == [
        f"body.stage{stage}.{block}" for stage in (1, 2, 3) for block in range(3)
    ]
    assert groups.edges == tuple((i, i + 1) for i in range(len(groups) - 1))
    assert groups.joints == ()


def test_links_have_the_joints_as_points_of_their_own():
    module, shape = NETWORKS["functional"]
    summary = summarize(module, shape)
    assert summary.joints == (
        Joint("cat", (1, 6, 6, 6), "Functional"),
        Joint("add", (1, 3, 6, 6), "Functional"),
        Joint("add", (1, 3, 6, 6), "Functional"),
    )
    place = {row.name: Node("row", i) for i, row in enumerate(summary.rows)}
    cat, first, second = (Node("joint", i) for i in range(3))
    assert set(summary.links) == {
        Link(Node("input", 0), place["a"]),
        Link(Node("input", 0), place["b"]),
        Link(place["a"], cat),
        Link(place["b"], cat),
        Link(cat, place["c"]),
        Link(place["a"], place["same"]),
        Link(place["c"], first),
        Link(place["same"], first),
        Link(place["b"], place["drop"]),
        Link(first, second),
        Link(place["drop"], second),
        Link(second, place["out"]),
        Link(place["out"], Node("output", 0)),
    }


def test_a_map_brought_to_another_size_outside_all_layers_is_a_point_of_its_own():
    class Enlarging(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.up, self.b = nn.Conv2d(1, 2, 1), nn.Upsample(scale_factor=2), nn.Conv2d(2, 1, 1)

        def forward(self, x):
            return self.b(F.interpolate(self.up(self.a(x)), size=(12, 12), mode="bilinear"))

    summary = summarize(Enlarging(), (1, 1, 4, 4))
    assert summary.joints == (Joint("upsample_bilinear2d", (1, 2, 12, 12), "Enlarging"),)
    assert Link(Node("row", 1), Node("joint", 0)) in summary.links
    assert Link(Node("joint", 0), Node("row", 2)) in summary.links
    assert summary.edges == ((0, 1), (1, 2))


def test_a_list_that_is_never_called_reaches_from_its_first_layer_to_its_last():
    summary = summarize(*NETWORKS["stages"])
    stages = summary.at("stages")
    assert (stages.kind, stages.in_shape, stages.out_shape) == ("ModuleList", (1, 4, 16, 16), (1, 4, 2, 2))
    assert (stages.macs, stages.fields) == (summary.macs, summary.fields)
    assert stages.params == 3 * (4 * 4 * 9 + 4 + 8)
    assert summary.at("twin") == summary.at("stages.0")
    assert [row.name for row in summary.grouped(1)] == ["stages.0", "stages.1", "stages.2"]


def test_a_part_that_does_not_exist_or_did_not_run_is_named():
    summary = summarize(*NETWORKS["stages"])
    with pytest.raises(ValueError, match="'spare' did not run"):
        summary.at("spare")
    with pytest.raises(ValueError, match=r"no module 'stages\.4'; did you mean stages"):
        summary.at("stages.4")
    with pytest.raises(ValueError, match="depth is 0"):
        summary.grouped(-1)


class Ends(nn.Module):
    """Ends in a concatenation of a narrow and a wide branch."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 2, 1), nn.Conv2d(1, 2, 5, padding=2)

    def forward(self, x):
        return torch.cat([self.a(x), self.b(x)], 1)


def test_the_outputs_field_is_the_union_of_what_was_concatenated():
    summary = summarize(Ends(), (1, 1, 11, 13))
    assert [row.receptive_field.size for row in summary.rows] == [1, 5]
    assert [(field.size, field.jump, field.start) for field in summary.fields] == [(5, 1, 0.5)] * 2
    x = torch.rand(1, 1, 11, 13, dtype=torch.double, requires_grad=True)
    assert seen(x, open_wide(Ends())(x)[0, :, 5, 6].sum()) == [(3, 8), (4, 9)]


class Reads(nn.Module):
    """A product with a weight of its own between two layers: the module is a row between them."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Conv2d(2, 3, 1), nn.Conv2d(4, 2, 1)
        self.kernel = nn.Parameter(torch.zeros(4, 3, 1, 1))

    def forward(self, x):
        return self.last(F.conv2d(self.first(x), self.kernel))


def test_a_module_that_computes_something_itself_stands_between_its_layers():
    summary = summarize(Reads(), (1, 2, 5, 5))
    assert [row.name for row in summary.rows] == ["first", "last", "Reads"]
    assert summary.edges == ((2, 1), (0, 2))
    assert (summary.rows[2].params, summary.rows[2].macs) == (12, 12 * 25)


@dataclass
class Heads:
    boxes: Tensor
    scores: Tensor


class TwoHeads(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.boxes, self.scores = nn.Linear(4, 8), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Heads:
        return Heads(self.boxes(x), self.scores(x))


def test_outputs_in_a_data_class_are_numbered_as_they_are_listed() -> None:
    summary = summarize(TwoHeads(), (1, 4))
    assert [port.name for port in summary.outputs] == ["boxes", "scores"]
    place = {row.name: Node("row", i) for i, row in enumerate(summary.rows)}
    assert {Link(place["boxes"], Node("output", 0)), Link(place["scores"], Node("output", 1))} <= set(
        summary.links
    )
