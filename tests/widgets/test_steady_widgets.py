"""`BnStream` and `DropoutSim`: their Python answers against torch, and what they refuse."""

import pytest
import torch
import torch.nn.functional as F

from cnnkit.widgets import BnStream, DropoutSim
from cnnkit.widgets.items import WidgetError


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize("count", [2, 4, 8])
def test_the_stream_is_torchs_batch_norm(mode: str, count: int) -> None:
    stream = BnStream(mode=mode, count=count, mean=2.5, spread=1.5, gamma=2.0, beta=-1.0)
    mean, var, gamma, beta = (torch.tensor([v], dtype=torch.float64) for v in (1, 4, 2, -1))
    x = torch.tensor(stream.batch, dtype=torch.float64)[:, None]
    y = F.batch_norm(x, mean, var, gamma, beta, training=mode == "train")
    assert stream.output == pytest.approx(y[:, 0].tolist())
    assert stream.fed == pytest.approx((mean.item(), var.item()))


def test_the_batch_has_the_mean_and_the_spread_that_were_asked_for() -> None:
    for count in (2, 4, 8):
        batch = torch.tensor(BnStream(count=count, mean=-2.0, spread=0.5).batch)
        assert batch.mean().item() == pytest.approx(-2)
        assert batch.std(correction=0).item() == pytest.approx(0.5)


def test_a_batch_of_one_is_normalized_in_eval_mode_alone() -> None:
    assert BnStream().output == pytest.approx([1.0], abs=1e-4)
    with pytest.raises(WidgetError, match="batch of one in train mode"):
        _ = BnStream(mode="train").output
    assert "refused" in BnStream(mode="train").still


@pytest.mark.parametrize(
    ("given", "legal"),
    [({"count": 3}, "1, 2, 4 or 8"), ({"mean": 7.0}, "-6 to 6"), ({"running": [0.0, -1.0]}, "not negative")],
)
def test_the_stream_says_what_would_be_legal(given: dict, legal: str) -> None:
    with pytest.raises(WidgetError, match=legal):
        BnStream(**given)


def test_the_lines_meet_where_the_share_is_put_in_once() -> None:
    means = {rule: sum(DropoutSim(rule=rule).train) / 200 for rule in ("forgotten", "inverted", "twice")}
    assert means["forgotten"] == pytest.approx(7.5, rel=0.1)
    assert means["inverted"] == means["twice"] == pytest.approx(2 * means["forgotten"])
    tests = {rule: DropoutSim(rule=rule).test for rule in ("forgotten", "classic", "inverted", "twice")}
    assert tests == {"forgotten": 15, "classic": 7.5, "inverted": 15, "twice": 7.5}


@pytest.mark.parametrize("q", [0.0, 0.9, -0.1])
def test_a_share_that_the_page_does_not_offer_is_refused(q: float) -> None:
    with pytest.raises(WidgetError, match=r"0\.1 to 0\.8"):
        DropoutSim(q=q)
