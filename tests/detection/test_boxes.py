"""Formats, areas, and what is refused as a box."""

import pytest
import torch

from cnnkit.detection import box_area, box_convert, box_iou

XYXY = torch.tensor([[1.0, 2.0, 5.0, 10.0]])
FORMATS = {
    "xyxy": XYXY,
    "xywh": torch.tensor([[1.0, 2.0, 4.0, 8.0]]),
    "cxcywh": torch.tensor([[3.0, 6.0, 4.0, 8.0]]),
}


@pytest.mark.parametrize("start", FORMATS)
@pytest.mark.parametrize("end", FORMATS)
def test_every_format_becomes_every_other(start, end):
    assert torch.equal(box_convert(FORMATS[start], start, end), FORMATS[end])


def test_whole_numbers_become_real_where_halves_may_appear():
    corners = torch.tensor([[0, 0, 3, 5]])
    assert box_convert(corners, "xyxy", "cxcywh").tolist() == [[1.5, 2.5, 3, 5]]
    assert box_convert(corners, "xyxy", "xywh").dtype == torch.int64


def test_conversion_has_a_slope_and_works_on_the_meta_device():
    boxes = XYXY.clone().requires_grad_()
    box_convert(boxes, "xyxy", "cxcywh")[0, 2].backward()
    assert boxes.grad.tolist() == [[-1, 0, 1, 0]]
    assert box_convert(XYXY.to("meta"), "xyxy", "xywh").shape == (1, 4)


def test_area_has_no_plus_one():
    assert box_area(torch.tensor([[0, 0, 1, 1], [2, 2, 2, 9]])).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        (torch.zeros(4), r"tensor \(n, 4\).*here is \(4,\)"),
        ([[0, 0, 1, 1]], "here is list"),
        (torch.zeros(2, 5), r"here is \(2, 5\)"),
        (
            torch.tensor([[0.0, 0, 1, 1], [3, 0, 2, 1]]),
            r"a\[1\] = \[3.0, 0.0, 2.0, 1.0\] ends before it begins",
        ),
        (torch.tensor([[0.0, 0, torch.nan, 1]]), r"a\[0\].*not finite"),
        (torch.zeros(1, 4, dtype=torch.bool), "torch.bool is not"),
    ],
)
def test_what_is_no_box_is_refused_by_name(boxes, says):
    with pytest.raises(ValueError, match=says):
        box_iou(boxes, XYXY)


def test_unknown_formats_are_refused():
    with pytest.raises(ValueError, match="one of xyxy, xywh, cxcywh, not 'xyhw'"):
        box_convert(XYXY, "xyhw", "xyxy")
