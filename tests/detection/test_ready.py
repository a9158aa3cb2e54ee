"""Networks ready to use: shapes in and out, weights from a file, and errors in words."""

import pytest
import torch
from safetensors.torch import save_file

from cnnkit.blocks.int8 import to_int8
from cnnkit.detection import ready


def test_untrained_networks_give_what_they_promise():
    x = torch.zeros(2, 3, 64, 64)
    logits, boxes = ready.localizer(None)(x)
    assert (logits.shape, boxes.shape) == ((2, 10), (2, 4))
    for skips in (True, False):
        assert ready.segmenter(None, skips=skips)(torch.zeros(1, 3, 96, 96)).shape == (1, 11, 96, 96)
    assert ready.yolo(None)(torch.zeros(2, 3, 112, 112)).shape == (2, 7, 7, 20)
    logits, deltas = ready.rcnn(None)(torch.zeros(3, 3, 32, 32))
    assert (logits.shape, deltas.shape) == ((3, 11), (3, 4))


@pytest.mark.parametrize("suffix", ["pt", "safetensors"])
def test_weights_come_from_a_file_and_the_network_is_in_eval_mode(tmp_path, suffix):
    model, path = ready.yolo(None), tmp_path / f"w.{suffix}"
    if suffix == "pt":
        torch.save(model.state_dict(), path)
    else:
        save_file(to_int8(model.state_dict()), path)
    loaded = ready.yolo(path)
    assert model.training
    assert not loaded.training
    for key, tensor in model.state_dict().items():
        assert (loaded.state_dict()[key] - tensor).abs().max() <= tensor.abs().max() / 250, key


def test_what_is_no_file_of_weights_is_refused_in_words(tmp_path):
    with pytest.raises(ValueError, match="There are no weights 'imagenet': weights are 'scenes'"):
        ready.yolo("imagenet")
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"not a header")
    with pytest.raises(ValueError, match="cannot be read as weights"):
        ready.localizer(broken)
    torch.save(ready.localizer(None).state_dict(), tmp_path / "other.pt")
    with pytest.raises(ValueError, match="does not hold the weights of this rcnn"):
        ready.rcnn(tmp_path / "other.pt")
