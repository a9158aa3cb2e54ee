"""Each data set of `cnnkit train` as the network gets it: what is distorted, normalized, shuffled, shared."""

import struct

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from cnnkit.data.augment import augment, crop_and_flip, normalize
from cnnkit.data.cifar import load_cifar10
from cnnkit.data.imagefolder import ImageFolder
from cnnkit.data.images import channel_statistics
from cnnkit.data.mnist import FILES
from cnnkit.data.shapes import load_shapes, standardize
from cnnkit.recipes import pictures
from cnnkit.recipes.pictures import DATA, Wanted
from cnnkit.training.batches import open_epoch


def opened(kind, folder=None, **changes):
    settings = {
        "smallest": 1, "largest": None, "usual": 16, "folder": folder, "download": False, "size": None,
        "batch_size": 4, "workers": 0, "seed": 5,
    } | changes  # fmt: skip
    return DATA[kind][1](Wanted(**settings))


def seeded():
    return torch.Generator().manual_seed(7)


def in_pixels(x, facts):
    """Back from the network's input to [0, 1]."""
    return x * torch.tensor(facts["std"]).view(-1, 1, 1) + torch.tensor(facts["mean"]).view(-1, 1, 1)


@pytest.mark.parametrize("side", [28, 32])
def test_mnist_is_distorted_before_black(tmp_path, side):
    raw = torch.zeros(6, 28, 28, dtype=torch.uint8)
    raw[:, 6:22, 10:18] = torch.randint(100, 256, (6, 16, 8), generator=seeded(), dtype=torch.uint8)
    for name, values in zip(FILES, (raw, torch.arange(6), raw[:2], torch.arange(2)), strict=True):
        head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
        (tmp_path / name).write_bytes(head + bytes(values.flatten().tolist()))
    mnist = opened("mnist", tmp_path, size=side)
    x, _ = mnist.train
    framed = F.pad(raw[:, None] / 255, [(side - 28) // 2] * 4)
    torch.testing.assert_close(in_pixels(x, mnist.facts), framed, rtol=0, atol=1e-6)
    seen = in_pixels(mnist.augment(x, seeded()), mnist.facts)
    expected = augment(framed, seeded(), rotation_deg=10, shift=0.06)
    torch.testing.assert_close(seen, expected, rtol=0, atol=1e-6)
    assert seen[:, :, [0, 0, -1, -1], [0, -1, 0, -1]].abs().max() < 1e-6  # black, as in the test part
    torch.testing.assert_close(in_pixels(mnist.test[0], mnist.facts), framed[:2], rtol=0, atol=1e-6)


@pytest.fixture
def cifar(tmp_path):
    """Files of CIFAR-10's binary version, the test part half as bright."""
    files = [*((f"data_batch_{i}.bin", 2, 256) for i in range(1, 6)), ("test_batch.bin", 3, 128)]
    (tmp_path / "cifar-10-batches-bin").mkdir()
    rng = np.random.default_rng(0)
    for name, n, white in files:
        records = rng.integers(0, white, (n, 3073), dtype=np.uint8)
        records[:, 0] %= 10
        (tmp_path / "cifar-10-batches-bin" / name).write_bytes(records.tobytes())
    (tmp_path / "cifar-10-batches-bin" / "batches.meta.txt").write_text("\n".join("abcdefghij"))
    return tmp_path


def test_cifars_test_part_is_normalized_by_the_training_part(cifar):
    raw, data = load_cifar10(cifar), opened("cifar10", cifar)
    mean, std = channel_statistics(raw.train_x)
    assert data.facts == {"mean": list(mean), "std": list(std)}
    torch.testing.assert_close(data.train[0], normalize(raw.train_x, mean, std))
    torch.testing.assert_close(data.test[0], normalize(raw.test_x, mean, std))
    assert data.test[1].tolist() == raw.test_y.tolist()


def test_cifar_is_trained_on_crops_and_mirrored_images(cifar):
    data = opened("cifar10", cifar)
    seen = data.augment(data.train[0], seeded())
    assert torch.equal(seen, crop_and_flip(data.train[0], seeded()))
    assert not torch.equal(seen, data.train[0])


def test_shapes_are_fresh_each_epoch_and_never_those_held_out(monkeypatch):
    monkeypatch.setattr(pictures, "FRESH_SHAPES", 20)
    monkeypatch.setattr(pictures, "HELD_OUT_SHAPES", 20)
    data, other = opened("shapes"), opened("shapes", seed=6)
    assert torch.equal(data.test[0], standardize(load_shapes(1, 20, size=32)[2]))
    assert torch.equal(data.test[0], other.test[0])  # runs with other seeds are measured alike
    drawn = [data.train(0)[0], data.train(1)[0], other.train(0)[0], data.test[0]]
    assert len({x.numpy().tobytes() for part in drawn for x in part}) == 80


@pytest.fixture
def photographs(tmp_path):
    """Red tells the column, green the row, and blue, the same all over, which picture it is."""
    for part, n in (("train", 8), ("val", 5)):
        for i in range(n):
            folder = tmp_path / part / f"n{i % 2}"
            folder.mkdir(parents=True, exist_ok=True)
            red, green = np.meshgrid(np.linspace(0, 255, 50), np.linspace(0, 255, 40))
            pixels = np.stack([red, green, np.full_like(red, 10 * i)], -1).round().astype(np.uint8)
            Image.fromarray(pixels).save(folder / f"{i}.png")
    return tmp_path


def numbered(batches, facts):
    """Number of the photograph: its pixels in [0, 1], in the order in which they come."""
    x = in_pixels(torch.cat([x for x, _ in batches]), facts)
    return {round(float(each[2].mean()) * 25.5): each for each in x}


def test_photographs_are_normalized_by_their_own_training_part(photographs):
    data = opened("imagefolder", photographs)
    clean = torch.stack([x for x, _ in ImageFolder(photographs / "train", size=16)])
    mean, std = channel_statistics(clean)
    assert data.facts == {"mean": list(mean), "std": list(std)}
    part = ImageFolder(photographs / "train", size=16, train=True, seed=5)
    expected = normalize(torch.stack([x for x, _ in part]), mean, std)
    seen = torch.cat([x for x, _ in data.train(0)])
    rows = [tensor.flatten(1).sum(1).sort().values for tensor in (seen, expected)]
    torch.testing.assert_close(*rows)


def test_held_out_photographs_are_read_in_order_by_their_middle(photographs):
    data = opened("imagefolder", photographs)
    clean = ImageFolder(photographs / "val", size=16)
    x, y = (torch.cat(part) for part in zip(*data.test, strict=True))
    expected = torch.stack([x for x, _ in clean])
    torch.testing.assert_close(in_pixels(x, data.facts), expected, rtol=0, atol=1e-5)
    assert y.tolist() == clean.labels.tolist()
    assert data.held_out == len(clean) == 5


def test_each_epoch_has_its_own_order_and_its_own_crops(photographs):
    data = opened("imagefolder", photographs)
    first, second, again = (numbered(data.train(epoch), data.facts) for epoch in (0, 1, 0))
    assert sorted(first) == sorted(second) == list(range(8))
    assert list(first) != list(second)
    assert list(first) == list(again)
    for i in range(8):
        assert not torch.allclose(first[i], second[i], atol=0.01)
        assert torch.equal(first[i], again[i])
    assert list(numbered(opened("imagefolder", photographs, seed=6).train(0), data.facts)) != list(first)


@pytest.mark.parametrize(("batch_size", "expected"), [(3, [3, 3, 2]), (7, [8]), (1, [1] * 8)])
def test_a_photograph_left_over_joins_the_batch_before_it(photographs, batch_size, expected):
    data = opened("imagefolder", photographs, batch_size=batch_size)
    assert [len(y) for _, y in data.train(0)] == expected  # one alone cannot be normalized


def test_processes_share_each_batch_of_photographs(photographs, monkeypatch):
    whole = opened("imagefolder", photographs)
    expected = [whole.train(0), whole.test]
    monkeypatch.setattr("cnnkit.training.distributed.count", lambda: 2)
    shares = []
    for rank in (0, 1):
        monkeypatch.setattr("cnnkit.training.distributed.rank", lambda rank=rank: rank)
        data = opened("imagefolder", photographs)
        shares.append([list(data.train(0)), list(data.test)])
    for part, loader in enumerate(expected):
        batches = list(loader)
        for step, (x, y) in enumerate(batches):
            mine = [share[part][step] for share in shares if step < len(share[part])]
            assert torch.equal(torch.cat([x for x, _ in mine]), x)
            assert torch.equal(torch.cat([y for _, y in mine]), y)
            assert len(mine[0][0]) == (len(x) + 1) // 2


def test_a_resumed_epoch_reads_only_what_is_left(photographs, monkeypatch):
    data, with_worker = (opened("imagefolder", photographs, batch_size=2, workers=n) for n in (0, 1))
    ((x, y),) = list(data.train(1))[3:]
    read, decode = [], ImageFolder.__getitem__
    monkeypatch.setattr(ImageFolder, "__getitem__", lambda self, i: read.append(i) or decode(self, i))
    epoch = open_epoch(data.train, 1, 2, torch.Generator(), skip=3)
    ((left_x, left_y),) = epoch.batches
    assert epoch.steps == 4
    assert len(read) == 2
    ((same_x, _),) = open_epoch(with_worker.train, 1, 2, torch.Generator(), skip=3).batches
    assert torch.equal(left_x, x)
    assert torch.equal(left_y, y)
    assert torch.equal(same_x, x)


@pytest.mark.parametrize(("free", "expected"), [(1, 1), (2, 2), (64, 4)])
def test_as_many_readers_as_processors_but_at_most_four(photographs, monkeypatch, free, expected):
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(free)), raising=False)
    data = opened("imagefolder", photographs, workers=None)
    assert data.train(0).num_workers == data.test.num_workers == expected
    assert opened("imagefolder", photographs, workers=1).test.num_workers == 1
