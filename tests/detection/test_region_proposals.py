"""The head that proposes: its order against a loop, its loss by hand, proposals decoded, clipped and
suppressed, no device or dtype of its own; and it learns."""

import math

import pytest
import torch

from cnnkit.detection import RegionProposals, assign_anchors, box_deltas, box_iou, proposal_loss, propose
from cnnkit.detection.anchors import BACKGROUND, IGNORED
from cnnkit.detection.region_proposals import Asked, sampled


def head(**where):
    torch.manual_seed(0)
    return RegionProposals(6, 8, [10, 20], [0.5, 1.0], hidden=5).to(**where)


def test_answers_stand_in_the_order_of_the_anchors():
    model = head()
    maps = torch.randn(2, 6, 3, 4, generator=torch.Generator().manual_seed(1))
    asked, anchors = model(maps), model.anchors(maps)
    assert (asked.logits.shape, asked.deltas.shape, anchors.shape) == ((2, 48), (2, 48, 4), (48, 4))
    hidden = model.slide(maps).relu()
    logits, deltas = model.object(hidden), model.delta(hidden)
    for i in range(3):
        for j in range(4):
            for k in range(4):
                a = (i * 4 + j) * 4 + k
                assert asked.logits[1, a] == logits[1, k, i, j]
                assert torch.equal(asked.deltas[1, a], deltas[1, 4 * k : 4 * k + 4, i, j])
                middle = (anchors[a, :2] + anchors[a, 2:]) / 2
                assert middle.tolist() == pytest.approx([8 * j + 4, 8 * i + 4])
    assert sum(p.numel() for p in model.parameters()) == (6 * 9 + 1) * 5 + (5 + 1) * 4 * 5


def test_the_loss_worked_by_hand():
    """Three anchors: one on the object, one far away, one in between that teaches nothing.

    Logits 0, ln 3: ln 2 for the object, ln 4 for the background. Deltas wanted are 0; (0.5, 0, −2, 0) cost
    0.5·0.25 and 2 − 0.5.
    """
    anchors = torch.tensor([[0.0, 0, 8, 8], [40, 40, 48, 48], [0, 0, 8, 4]])
    asked = Asked(
        torch.tensor([[0.0, math.log(3), 7.0]]),
        torch.tensor([[[0.5, 0, -2, 0], [9, 9, 9, 9], [9, 9, 9, 9]]]),
    )
    truth = [anchors[:1]]
    assert assign_anchors(anchors, truth[0]).tolist() == [0, BACKGROUND, IGNORED]
    loss = proposal_loss(asked, anchors, truth, places=4, sample=None)
    assert loss["object"].item() == pytest.approx((math.log(2) + math.log(4)) / 2)
    assert loss["box"].item() == pytest.approx(10 * (0.125 + 1.5) / 4)
    empty = proposal_loss(asked, anchors, [torch.zeros(0, 4)], places=4, sample=None)
    wanted = (math.log(2) + math.log(4) + math.log1p(math.exp(7))) / 3
    assert (empty["object"].item(), empty["box"].item()) == (pytest.approx(wanted), 0)


def test_a_sample_holds_at_most_half_with_objects_and_is_filled_with_background():
    answers = torch.tensor([0] * 30 + [BACKGROUND] * 50 + [IGNORED] * 20)
    for size, goods, bads in ((20, 10, 10), (100, 30, 50), (70, 30, 40)):
        good, bad = sampled(answers, size, torch.Generator().manual_seed(0))
        assert (good.sum(), bad.sum()) == (goods, bads)
        assert (answers[good] == 0).all()
        assert (answers[bad] == BACKGROUND).all()
    few = torch.tensor([0] * 3 + [BACKGROUND] * 50)
    assert [int(mask.sum()) for mask in sampled(few, 20)] == [3, 17]
    drawn = [sampled(answers, 20, torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_proposals_are_decoded_clipped_filtered_suppressed_and_ranked():
    anchors = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 10], [30, 30, 40, 40], [36, 10, 46, 20]])
    truth = torch.tensor([[-2.0, -2, 10, 10], [0, 0, 10, 10], [20, 30, 40, 40], [39.5, 10, 46, 20]])
    deltas = box_deltas(anchors, truth).float()[None]
    asked = Asked(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), deltas)
    (found,) = propose(asked, anchors, (40, 40), iou_threshold=0.7)
    # the last is half a pixel wide in the frame; the first is the second once it is clipped
    assert torch.allclose(found.boxes, torch.tensor([[20.0, 30, 40, 40], [0, 0, 10, 10]]), atol=1e-4)
    assert found.scores.tolist() == pytest.approx([1 / (1 + math.exp(-3)), 1 / (1 + math.exp(-2))])
    assert len(propose(asked, anchors, (40, 40), keep=1)[0].boxes) == 1
    assert len(propose(asked, anchors, (40, 40), before=1)[0].boxes) == 1
    assert propose(asked, anchors, (40, 40), least_side=50)[0].boxes.shape == (0, 4)


def test_head_and_loss_run_on_the_meta_device_and_in_other_dtypes():
    model, maps = head(device="meta"), torch.zeros(2, 6, 3, 4, device="meta")
    asked, anchors = model(maps), model.anchors(maps)
    truth = [torch.zeros(2, 4, device="meta"), torch.zeros(0, 4, device="meta")]
    loss = proposal_loss(asked, anchors, truth, places=12, frame=(24, 32))
    assert all(part.is_meta and part.shape == () for part in loss.values())
    for dtype in (torch.bfloat16, torch.float64):
        model, maps = head(dtype=dtype), torch.ones(1, 6, 3, 4, dtype=dtype)
        asked, anchors = model(maps), model.anchors(maps)
        loss = proposal_loss(asked, anchors, [torch.tensor([[2.0, 2, 12, 12]])], places=12)
        assert {part.dtype for part in (*asked, *loss.values())} == {dtype}
        (found,) = propose(asked, anchors, (24, 32))
        assert found.boxes.dtype == (torch.float32 if dtype == torch.bfloat16 else dtype)
        assert ((found.boxes >= 0) & (found.boxes <= torch.tensor([32, 24, 32, 24]))).all()


def test_it_learns_where_the_objects_are():
    torch.manual_seed(0)
    maps = torch.zeros(1, 6, 6, 6)
    maps[0, 0, 1, 1] = maps[0, 1, 4, 3] = 1.0
    truth = torch.tensor([[6.0, 5, 19, 18], [18, 29, 38, 41]])
    model = head()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(150):
        asked, anchors = model(maps), model.anchors(maps)
        loss = proposal_loss(asked, anchors, [truth], places=36, sample=None)
        optimizer.zero_grad()
        (loss["object"] + loss["box"]).backward()
        optimizer.step()
    (found,) = propose(model(maps), anchors, (48, 48))
    # anchors that teach nothing are free to answer as their neighbours do
    assert (box_iou(truth, found.boxes[:6]).amax(1) > 0.9).all()
    assert (box_iou(found.boxes[:2], truth).amax(1) > 0.5).all()


def test_what_does_not_belong_together_is_refused():
    asked = Asked(torch.zeros(1, 3), torch.zeros(1, 3, 4))
    anchors = torch.tensor([[0.0, 0, 8, 8]] * 3)
    with pytest.raises(ValueError, match=r"here are \(1, 3\), \(1, 3, 4\) and 2 pictures"):
        proposal_loss(asked, anchors, [torch.zeros(0, 4)] * 2, places=3)
