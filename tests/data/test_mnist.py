"""MNIST's files: small ones in the true format, packed and not, and every way to be damaged."""

import gzip
import struct

import pytest
import torch

from cnnkit.data.images import DataError
from cnnkit.data.mnist import FILES, load_mnist, read_idx
from cnnkit.download import DownloadError

TRAIN_X, TRAIN_Y, TEST_X, TEST_Y = FILES


def idx(values, kind=8):
    """The bytes of an idx file, by the published description of the format."""
    head = struct.pack(">BBBB", 0, 0, kind, values.ndim)
    return head + struct.pack(f">{values.ndim}I", *values.shape) + bytes(values.flatten().tolist())


@pytest.fixture
def images():
    generator = torch.Generator().manual_seed(0)
    return {
        TRAIN_X: torch.randint(256, (7, 28, 28), generator=generator, dtype=torch.uint8),
        TRAIN_Y: torch.tensor([3, 1, 4, 1, 5, 9, 2], dtype=torch.uint8),
        TEST_X: torch.randint(256, (3, 28, 28), generator=generator, dtype=torch.uint8),
        TEST_Y: torch.tensor([0, 6, 5], dtype=torch.uint8),
    }


@pytest.fixture
def folder(tmp_path, images):
    for name, values in images.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(idx(values)))
    return tmp_path


def test_packed_files_give_pixels_and_labels(folder, images):
    mnist = load_mnist(folder)
    assert mnist.train_x.shape == (7, 1, 28, 28)
    assert mnist.test_x.shape == (3, 1, 28, 28)
    assert mnist.train_x.dtype == torch.float32
    assert mnist.train_y.dtype == mnist.test_y.dtype == torch.int64
    torch.testing.assert_close(mnist.train_x[:, 0], images[TRAIN_X] / 255)
    assert mnist.train_y.tolist() == images[TRAIN_Y].tolist()
    assert mnist.test_y.tolist() == [0, 6, 5]
    assert mnist.classes[7] == "7"


def test_unpacked_files_as_bytes(tmp_path, images):
    for name, values in images.items():
        (tmp_path / name).write_bytes(idx(values))
    mnist = load_mnist(str(tmp_path), dtype=torch.uint8)
    assert torch.equal(mnist.test_x[:, 0], images[TEST_X])


def test_any_number_of_axes(tmp_path):
    values = torch.arange(24, dtype=torch.uint8).view(2, 3, 2, 2)
    (tmp_path / "a").write_bytes(idx(values))
    assert torch.equal(read_idx(tmp_path / "a"), values)
    (tmp_path / "none").write_bytes(idx(torch.empty(0, 28, 28, dtype=torch.uint8)))
    assert read_idx(tmp_path / "none").shape == (0, 28, 28)


def test_nothing_is_downloaded_unasked(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNKIT_HOME", str(tmp_path))
    with pytest.raises(DataError, match=r"download=True.*t10k-labels-idx1-ubyte") as caught:
        load_mnist()
    assert str(tmp_path / "mnist") in str(caught.value)


def test_what_is_missing_is_fetched_with_its_checksum(folder, monkeypatch, images):
    (folder / f"{TEST_Y}.gz").unlink()
    (folder / f"{TEST_X}.gz").unlink()
    (folder / TEST_X).write_bytes(idx(images[TEST_X]))
    asked = []

    def fetch(url, *, checksum, folder):
        asked.append((url, checksum))
        if url.endswith(f"{TEST_Y}.gz"):
            (folder / f"{TEST_Y}.gz").write_bytes(gzip.compress(idx(images[TEST_Y])))

    monkeypatch.setattr("cnnkit.data.mnist.fetch", fetch)
    assert len(load_mnist(folder, download=True).test_y) == 3
    assert [url.rpartition("/")[2] for url, _ in asked] == [f"{TRAIN_X}.gz", f"{TRAIN_Y}.gz", f"{TEST_Y}.gz"]
    assert all(url.startswith("https://") for url, _ in asked)
    assert asked[2][1] == "md5:ec29112dd5afa0611ce80d1b7f02629c"


def test_without_network_the_error_says_where_to_put_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("cnnkit.data.mnist.SOURCE", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=f"{TRAIN_X}.gz"):
        load_mnist(tmp_path, download=True)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda raw: gzip.compress(raw)[:-20], "whole gzip file, found"),
        (lambda raw: b"", "whole gzip file, found 0 bytes|found no bytes"),
        (lambda raw: b"<html>not here</html>", "whole gzip file, found 21 bytes"),
        (lambda raw: gzip.compress(raw)[:40] + b"xxxx" + gzip.compress(raw)[44:], "whole gzip file"),
        (lambda raw: gzip.compress(raw[:-1]), r"7 × 28 × 28 = 5488 numbers, as its head states, found 5487"),
        (lambda raw: gzip.compress(raw + b"\0"), "found 5489"),
        (lambda raw: gzip.compress(raw[:9]), "expected 16 bytes that state 3 axes, found 9"),
        (lambda raw: gzip.compress(b"PK\3\4" + raw), "begins 00 00, found 50 4b 03 04"),
        (lambda raw: gzip.compress(b""), "found no bytes"),
        (lambda raw: gzip.compress(b"\0\0\x0d" + raw[3:]), "found type 13"),
    ],
)
def test_a_damaged_file_is_named(folder, images, damage, message):
    path = folder / f"{TRAIN_X}.gz"
    path.write_bytes(damage(idx(images[TRAIN_X])))
    with pytest.raises(DataError, match=message) as caught:
        load_mnist(folder)
    assert str(path) in str(caught.value)


def test_files_that_do_not_belong_together(folder, images):
    (folder / f"{TEST_Y}.gz").write_bytes(gzip.compress(idx(images[TRAIN_Y])))
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte has shape \(3, 28, 28\).*\(7,\)"):
        load_mnist(folder)
    (folder / f"{TEST_Y}.gz").write_bytes(gzip.compress(idx(images[TEST_Y] + 6)))
    with pytest.raises(DataError, match="0 to 9, found 12"):
        load_mnist(folder)


@pytest.mark.parametrize("shape", [(3, 30, 30), (0, 28, 28), (3, 784)])
def test_pictures_of_another_size_are_refused(folder, shape):
    (folder / f"{TRAIN_X}.gz").write_bytes(gzip.compress(idx(torch.zeros(shape, dtype=torch.uint8))))
    (folder / f"{TRAIN_Y}.gz").write_bytes(gzip.compress(idx(torch.zeros(shape[:1], dtype=torch.uint8))))
    with pytest.raises(DataError, match=r"expected \(n, 28, 28\) and \(n,\) with the same n, at least 1"):
        load_mnist(folder)


def test_other_types_are_refused(folder):
    with pytest.raises(ValueError, match=r"torch\.uint8"):
        load_mnist(folder, dtype=torch.float16)
