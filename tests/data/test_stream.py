"""The endless stream: a function of seed and step, the same with workers, resumed anywhere."""

from itertools import islice

import pytest
import torch
from torch.utils.data import DataLoader

from cnnkit.data.scenes import draw_scenes
from cnnkit.data.shapes import TEST_SEEDS, draw_shapes
from cnnkit.data.stream import Stream


def test_batches_are_new_and_can_be_had_again():
    stream = Stream(draw_shapes, 6, seed=2, size=32, hard=True)
    first, second = islice(stream, 2)
    assert first[0].shape == (6, 3, 32, 32)
    assert not torch.equal(first[0], second[0])
    assert torch.equal(stream.batch(1)[0], second[0])
    assert torch.equal(stream.batch(1)[1], second[1])


def test_a_stream_goes_on_where_another_stopped():
    whole = [x for x, _ in islice(Stream(draw_shapes, 4), 5)]
    rest = [x for x, _ in islice(Stream(draw_shapes, 4, start=3), 2)]
    assert all(torch.equal(a, b) for a, b in zip(whole[3:], rest, strict=True))


def test_seeds_differ_and_are_never_held_out():
    asked = []
    for seed in (0, 1, 5000):
        stream = Stream(lambda n, seed: asked.append(seed), 1, seed=seed)
        for step in range(50):
            stream.batch(step)
    assert len(set(asked)) == 150
    assert max(asked) < TEST_SEEDS


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_keep_the_order(workers):
    stream = Stream(draw_shapes, 2, seed=1, start=4)
    loader = DataLoader(stream, batch_size=None, num_workers=workers)
    loaded = [x for x, _ in islice(loader, 5)]
    assert all(torch.equal(x, stream.batch(4 + i)[0]) for i, x in enumerate(loaded))


def test_scenes_stream_too():
    scenes = Stream(draw_scenes, 3, size=32, objects=(1, 2)).batch(0)
    assert scenes.images.shape == (3, 3, 32, 32)


def test_illegal_streams():
    with pytest.raises(ValueError, match="batch_size=0"):
        Stream(draw_shapes, 0)
