"""Pictures as weights expect them, against Pillow's own resizing; names of classes."""

import numpy as np
import pytest
import torch
from PIL import Image

from cnnkit.data.imagefolder import central_crop
from cnnkit.models import class_names, model_info, prepare, weights_info

MEAN, STD = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])


def picture(width, height):
    """Smooth, with an edge: what photographs are made of."""
    y, x = np.mgrid[:height, :width]
    waves = [127 + 100 * np.sin(x / 9 + colour) * np.cos(y / 13) for colour in range(3)]
    pixels = np.stack(waves, -1).astype(np.uint8)
    pixels[: height // 3, : width // 4] = 250, 10, 90
    return Image.fromarray(pixels)


@pytest.mark.parametrize(("width", "height"), [(500, 333), (333, 500), (256, 256), (120, 97)])
def test_a_picture_is_resized_cut_and_scaled_as_pillow_does_it(width, height):
    image = picture(width, height)
    x = prepare(image, model_info("resnet50"))
    assert x.shape == (3, 224, 224)
    expected = torch.from_numpy(np.array(central_crop(image, 224, 256))).permute(2, 0, 1) / 255
    back = x * STD[:, None, None] + MEAN[:, None, None]
    assert (back - expected).abs().max() < 1.51 / 255  # Pillow rounds to bytes twice


def test_a_tensor_an_array_and_a_picture_of_pillow_are_the_same_picture():
    image, info = picture(300, 260), weights_info("inception_v3", "imagenet")
    pixels = np.array(image)
    x = prepare(image, info)
    assert x.shape == (3, 299, 299)
    as_bytes = torch.from_numpy(pixels).permute(2, 0, 1)
    for other in (pixels, as_bytes, as_bytes / 255):
        torch.testing.assert_close(prepare(other, info), x)
    batch = torch.stack([as_bytes, as_bytes.flip(2)])
    assert prepare(batch, info).shape == (2, 3, 299, 299)
    torch.testing.assert_close(prepare(batch, info)[0], x)
    assert prepare(as_bytes.double() / 255, info).dtype == torch.float64
    sideways = image.transpose(Image.Transpose.ROTATE_90)
    sideways.getexif()[0x0112] = 6  # "turn me clockwise"
    assert torch.equal(prepare(sideways, info), x)
    grey = image.convert("L")
    assert torch.equal(*prepare(grey, info)[:2])


@pytest.mark.parametrize(
    "wrong",
    [torch.zeros(1, 8, 8), torch.zeros(3, 8, 8, dtype=torch.int64), torch.zeros(8, 8), np.zeros((8, 8))],
)
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ValueError, match=r"a picture of \(.*; legal: a tensor \(\.\.\., 3, h, w\)"):
        prepare(wrong, model_info("resnet50"))


def test_weights_say_what_their_classes_are_called():
    names = class_names(model_info("resnet18"))
    assert (len(set(names)), names[0], names[281]) == (1000, "tench", "tabby")
    assert class_names(weights_info("squeezenet1_1", "imagenet")) == names
    assert class_names(model_info("lenet5")) == tuple("0123456789")


def test_networks_whose_weights_do_not_say_it_are_refused():
    with pytest.raises(ValueError, match=r"which weights of plain18\? It has none"):
        prepare(picture(8, 8), model_info("plain18"))
    with pytest.raises(ValueError, match="do not say how pictures enter"):
        prepare(picture(8, 8), model_info("lenet5"))
