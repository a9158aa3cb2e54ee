"""Modules drawn whole: what is nested is opened, what repeats stands as often, and a phone can show it."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.inception import Branches, normalized
from cnnkit.blocks.inception_asymmetric import asymmetric
from cnnkit.blocks.inception_expanded import expanded
from cnnkit.blocks.inception_stacked import stacked
from cnnkit.summary import summarize
from cnnkit.visualize.drawing import COLUMN_PX
from cnnkit.visualize.module_drawing import draw_modules, opened
from cnnkit.visualize.outline import Outline

MODULES = {"A": stacked(4, 3, 4, 3, 4, 4), "B": asymmetric(3, 4), "C": expanded(4, 3, 4, 4)}


def summary(*layers):
    with torch.device("meta"):
        return summarize(nn.Sequential(*layers), (1, 5, 17, 17))


def of(name):
    return summary(Branches(5, MODULES[name], normalized))


def ways(block):
    """Every way through a block, as the texts of its boxes."""

    def on(box):
        after = [b for a, b in block.edges if a == box]
        return [[block.boxes[box].text, *rest] for b in after for rest in on(b)] or [[block.boxes[box].text]]

    return sorted(way for _, first in block.entries for way in on(first))


def test_equal_layers_stand_one_behind_the_other():
    (item,) = Outline(of("A")).items
    assert sorted(["1×1", "3×3", "3×3", "concat"]) not in ways(item.block), "folded as it is read off"
    assert ways(opened(item.block)) == [
        ["1×1", "3×3", "3×3", "concat"],
        ["1×1", "3×3", "concat"],
        ["1×1", "concat"],
        ["mean 3×3", "1×1", "concat"],
    ]


def test_a_fork_is_opened_and_its_joint_is_the_module_s():
    (item,) = Outline(of("C")).items
    found = opened(item.block)
    assert [box.text for box in found.boxes].count("concat") == 1
    assert all(box.block is None for box in found.boxes)
    assert ways(found) == [
        ["1×1", "1×3", "concat"],
        ["1×1", "3×1", "concat"],
        ["1×1", "3×3", "1×3", "concat"],
        ["1×1", "3×3", "3×1", "concat"],
        ["1×1", "concat"],
        ["mean 3×3", "1×1", "concat"],
    ]


def test_a_phone_shows_all_three_and_every_line_leads_down():
    drawing = draw_modules({name: of(name) for name in MODULES}, alt="Three modules.")
    assert drawing.width == COLUMN_PX
    assert drawing.faults() == []
    svg = drawing.svg()
    for text, times in (("A", 1), ("B", 1), ("C", 1), ("1×7", 3), ("7×1", 3), ("3×1", 2), ("concat", 3)):
        assert svg.count(f">{text}</text>") == times, text
    assert "Branches" not in svg


def test_what_is_no_single_module_is_refused():
    with pytest.raises(
        ValueError, match="two: one module with branches can be drawn, got conv 3×3, conv 1×1"
    ):
        draw_modules({"two": summary(nn.Conv2d(5, 4, 3), nn.Conv2d(4, 4, 1))}, alt="x")
