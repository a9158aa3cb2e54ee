"""HRNet's resolutions and heads."""

import pytest
import torch

from cnnkit.models.hrnet import ConcatenatedHead, hrnet_w18, hrnet_w32, hrnet_w48
from cnnkit.summary import param_count, summarize


def on_meta(build=hrnet_w18, **options):
    with torch.device("meta"):
        return build(**options).eval()


@pytest.mark.parametrize(("build", "width"), [(hrnet_w18, 18), (hrnet_w32, 32), (hrnet_w48, 48)])
def test_four_resolutions_come_out_of_the_body(build, width):
    network = on_meta(build)
    x = network.stage1(network.stem(torch.zeros(2, 3, 224, 224, device="meta")))
    assert [tuple(m.shape) for m in network.body([x])] == [
        (2, width * 2**i, 56 // 2**i, 56 // 2**i) for i in range(4)
    ]


def test_the_published_count_includes_biases_of_the_head():
    head = on_meta().head
    biases = [p for name, p in head.named_parameters() if name.endswith("conv.bias")]
    assert sum(p.numel() for p in biases) == 256 + 512 + 1024 + 2048
    assert param_count(head) == 11_736_744


def test_hrnetv2_mixes_all_channels_at_the_finest_size():
    rows = {row.name: row.out_shape for row in summarize(on_meta(head=ConcatenatedHead), (1, 3, 96, 64)).rows}
    assert rows["head.mix.conv"] == (1, 15 * 18, 24, 16)


def test_a_side_that_32_does_not_divide():
    network = hrnet_w18(num_classes=3).eval()
    with torch.no_grad():
        out = network(torch.rand(1, 3, 50, 37))
    assert out.shape == (1, 3)
    assert out.isfinite().all()
