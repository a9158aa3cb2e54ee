"""YOLO v1 on a small body: layout, what is found, and that it learns one scene."""

import pytest
import torch
from torch import nn

from cnnkit.detection import YoloV1, yolo_decode, yolo_encode, yolo_loss


def small(S=2, B=2, C=3):
    torch.manual_seed(0)
    body = nn.Sequential(
        nn.Conv2d(3, 16, 3, 4, 1), nn.ReLU(), nn.AdaptiveMaxPool2d(S), nn.Conv2d(16, 16, 3, 1, 1), nn.ReLU()
    )
    return YoloV1(body, 16, S, B, C)


def test_at_first_every_box_stands_in_the_middle_of_its_cell():
    model = small()
    nn.init.zeros_(model.head.weight)
    out = model(torch.rand(1, 3, 16, 16))
    assert out.shape == (1, 2, 2, 13)
    assert out[0, 1, 0].tolist() == [0.5, 0.5, 0.25, 0.25, 0] * 2 + [0, 0, 0]


def test_a_scene_is_learned_and_found_again():
    model = small()
    x = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    boxes = torch.tensor([[0.1, 0.1, 0.4, 0.3], [0.5, 0.55, 0.95, 0.9]])
    labels = torch.tensor([2, 0])
    target = yolo_encode(boxes, labels, 2, 2, 3)[None]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    first = None
    for _ in range(300):
        optimizer.zero_grad()
        loss = yolo_loss(model(x), target, 2, 2, 3).total()
        first = first or loss.item()
        loss.backward()
        optimizer.step()
    assert loss.item() < first / 100
    (found,) = model.eval().find(x)
    order = found.labels.argsort(descending=True)
    assert found.labels[order].tolist() == [2, 0]
    assert torch.allclose(found.boxes[order], boxes, atol=0.03)
    assert (found.scores > 0.8).all()


def test_what_is_found_is_the_decoded_tensor_suppressed():
    model = small().eval()
    x = torch.rand(3, 3, 16, 16)
    (_, found, _) = model.find(x, conf_threshold=0.0, iou_threshold=1.0)
    boxes, scores, _ = yolo_decode(model(x)[1].detach(), 2, 2, 3, 0.0)
    assert torch.equal(found.scores, scores.sort(descending=True).values)
    assert len(found.boxes) == len(boxes)


def test_sides_are_never_negative_and_another_grid_is_refused():
    model = small()
    nn.init.constant_(model.head.bias, -3.0)
    assert (model(torch.rand(1, 3, 16, 16))[..., 2:4] >= 0).all()
    with pytest.raises(ValueError, match="16×16 pixels give a map of 4×4; the grid has 2×2 cells"):
        YoloV1(nn.Conv2d(3, 16, 3, 4, 1), 16, 2, 2, 3)(torch.rand(1, 3, 16, 16))
