"""Which variant each published file belongs to and how pictures must enter, as torchvision and timm say it.

Written down by hand from their weights' metadata, so that the table of files is not compared with itself.
"""

import pytest

from cnnkit.models import weights_info
from cnnkit.models.published.files import PUBLISHED

VARIANTS = {
    ("paper",): """
        vgg11 vgg13 vgg16 vgg19 wide_resnet50_2 resnext50_32x4d se_resnet50 se_resnext50_32x4d
        densenet121 densenet169 densenet201 squeezenet1_0
    """,
    ("batch_norm", "torchvision"): "vgg11_bn vgg13_bn vgg16_bn vgg19_bn",
    ("option_b", "torchvision"): "resnet18",
    ("paper", "torchvision"): "resnet34",
    ("released",): "inception_v4",
    ("later_size",): "resnext101_32x8d",
    ("torchvision",): "alexnet googlenet inception_v3 resnet50 resnet101 resnet152 mobilenet_v2",
    ("timm",): "inception_resnet_v2 hrnet_w18 hrnet_w32 hrnet_w48 xception nasnet_large",
}
# Resize, crop. These take pixels in [-1, 1]; torchvision's own two do that step inside the network.
FROM_MINUS_ONE = {
    "googlenet": (256, 224),
    "inception_v3": (342, 299),
    "inception_v4": (341, 299),
    "inception_resnet_v2": (333, 299),
    "xception": (333, 299),
    "nasnet_large": (363, 331),
}
# timm's ports of networks from TensorFlow, which had a class for the background.
BACKGROUND = {"inception_v4", "inception_resnet_v2"}


FIT = [(name, fit) for fit, names in VARIANTS.items() for name in names.split()]


def test_each_file_is_named_once():
    assert sorted(name for name, _ in FIT) == sorted(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_variant_and_preparation_are_those_of_the_file(name):
    info = weights_info(name, "imagenet")
    assert info.variants == dict(FIT)[name]
    assert info.background == (name in BACKGROUND)
    assert (info.num_classes, info.in_channels) == (1000, 3)
    preparation = info.preparation
    if name in FROM_MINUS_ONE:
        assert (preparation.resize, preparation.crop) == FROM_MINUS_ONE[name]
        assert (preparation.mean, preparation.std) == ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    else:
        assert (preparation.resize, preparation.crop) == (256, 224)
        assert (preparation.mean, preparation.std) == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
