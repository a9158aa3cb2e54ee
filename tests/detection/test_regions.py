"""RoI pooling and RoIAlign against torchvision's definitions, written slowly: a loop over every bin and
sample."""

import math

import pytest
import torch

from cnnkit.detection import roi_align, roi_pool


def c_round(x):
    return math.floor(abs(x) + 0.5) * (1 if x >= 0 else -1)


def slow_pool(maps, box, out, scale):
    c, h, w = maps.shape
    x0, y0, x1, y1 = (c_round(v * scale) for v in box)
    bin_w, bin_h = max(x1 - x0 + 1, 1) / out, max(y1 - y0 + 1, 1) / out
    result = torch.zeros(c, out, out, dtype=maps.dtype)
    for k in range(c):
        for i in range(out):
            for j in range(out):
                rows = range(
                    min(max(math.floor(i * bin_h) + y0, 0), h),
                    min(max(math.ceil((i + 1) * bin_h) + y0, 0), h),
                )
                cols = range(
                    min(max(math.floor(j * bin_w) + x0, 0), w),
                    min(max(math.ceil((j + 1) * bin_w) + x0, 0), w),
                )
                values = [float(maps[k, r, q]) for r in rows for q in cols]
                result[k, i, j] = max(values) if values else 0
    return result


def bilinear(plane, y, x):
    h, w = plane.shape
    if y < -1 or y > h or x < -1 or x > w:
        return 0.0
    y, x = min(max(y, 0), h - 1), min(max(x, 0), w - 1)
    y0, x0 = min(int(y), max(h - 2, 0)), min(int(x), max(w - 2, 0))
    y1, x1 = min(y0 + 1, h - 1), min(x0 + 1, w - 1)
    dy, dx = y - y0, x - x0
    top = plane[y0, x0] * (1 - dx) + plane[y0, x1] * dx
    return float(top * (1 - dy) + (plane[y1, x0] * (1 - dx) + plane[y1, x1] * dx) * dy)


def slow_align(maps, box, out, scale, ratio, aligned):
    c = len(maps)
    shift = 0.5 if aligned else 0.0
    x0, y0, x1, y1 = (v * scale - shift for v in box)
    width, height = x1 - x0, y1 - y0
    if not aligned:
        width, height = max(width, 1), max(height, 1)
    gy = ratio if ratio > 0 else math.ceil(height / out)
    gx = ratio if ratio > 0 else math.ceil(width / out)
    result = torch.zeros(c, out, out, dtype=maps.dtype)
    for k in range(c):
        for i in range(out):
            for j in range(out):
                samples = [
                    bilinear(
                        maps[k],
                        y0 + (i + (a + 0.5) / gy) * height / out,
                        x0 + (j + (b + 0.5) / gx) * width / out,
                    )
                    for a in range(gy)
                    for b in range(gx)
                ]
                result[k, i, j] = sum(samples) / max(len(samples), 1)
    return result


MAPS = torch.randn(2, 3, 6, 9, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
BOXES = [
    torch.tensor(
        [[0.0, 0, 8, 5], [1.3, 0.6, 4.2, 3.9], [2.5, 1.5, 2.5, 1.5], [7.2, 4.1, 14, 9]], dtype=torch.float64
    ),
    torch.tensor([[-3.0, -2, 1, 1], [20, 20, 25, 25], [3.2, 2.2, 3.6, 2.9]], dtype=torch.float64),
]


@pytest.mark.parametrize("out", [1, 2, 3])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_pooling_is_the_slow_loop(out, scale):
    expected = [
        slow_pool(m, b.tolist(), out, scale) for m, boxes in zip(MAPS, BOXES, strict=True) for b in boxes
    ]
    assert torch.equal(roi_pool(MAPS, BOXES, out, scale), torch.stack(expected))


@pytest.mark.parametrize("out", [1, 2, 3])
@pytest.mark.parametrize("scale", [1.0, 0.5])
@pytest.mark.parametrize("ratio", [-1, 1, 2])
@pytest.mark.parametrize("aligned", [True, False])
def test_align_is_the_slow_loop(out, scale, ratio, aligned):
    expected = [
        slow_align(m, b.tolist(), out, scale, ratio, aligned)
        for m, boxes in zip(MAPS, BOXES, strict=True)
        for b in boxes
    ]
    got = roi_align(MAPS, BOXES, out, scale, ratio, aligned)
    assert torch.allclose(got, torch.stack(expected), rtol=0, atol=1e-12)


def test_a_box_on_cells_is_read_as_it_stands_by_the_aligned_form_alone():
    """A ramp over x: the mean of the cells 2 and 3 is 2.5, and half a pixel too far it is 3."""
    ramp = torch.arange(8.0).expand(1, 1, 8, 8)
    box = [torch.tensor([[2.0, 2, 4, 4]])]
    assert roi_align(ramp, box, 1).item() == pytest.approx(2.5)
    assert roi_align(ramp, box, 1, aligned=False).item() == pytest.approx(3)


def test_both_have_slopes_and_take_pictures_without_boxes():
    maps = MAPS.clone().requires_grad_()
    boxes = [BOXES[0], torch.zeros(0, 4)]
    (roi_align(maps, boxes, 2).sum() + roi_pool(maps, boxes, 2).sum()).backward()
    assert maps.grad[0].abs().sum() > 0
    assert maps.grad[1].abs().sum() == 0
    none = [torch.zeros(0, 4)] * 2
    assert roi_pool(MAPS, none, 2).shape == roi_align(MAPS, none, 2).shape == (0, 3, 2, 2)


def test_with_a_fixed_number_of_samples_align_runs_on_the_meta_device():
    got = roi_align(MAPS.to("meta"), [b.to("meta") for b in BOXES], 2, sampling_ratio=2)
    assert got.shape == (7, 3, 2, 2)
    assert got.is_meta


@pytest.mark.parametrize(
    ("x", "boxes", "size", "says"),
    [
        (MAPS[0], BOXES, 2, r"\(n, c, h, w\) .*; here is \(3, 6, 9\)"),
        (MAPS, BOXES[:1], 2, "each of the 2 pictures"),
        (MAPS, BOXES[0], 2, "list with one tensor"),
        (MAPS, BOXES, 0, "from 1 on, not 0"),
    ],
)
def test_bad_input_is_refused(x, boxes, size, says):
    for read in (roi_pool, roi_align):
        with pytest.raises(ValueError, match=says):
            read(x, boxes, size)
