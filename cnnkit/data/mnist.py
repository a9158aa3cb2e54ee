"""MNIST: 60,000 and 10,000 handwritten digits of 28×28 (Y. LeCun, L. Bottou, Y. Bengio, P. Haffner,
Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 86, 1998), in the files of its authors.

The format, idx: two zero bytes, a byte for the type (8: unsigned bytes), one for the number of axes, the
length of each axis as four bytes, highest first, then the numbers, last axis fastest.
"""

import gzip
import math
import zlib
from pathlib import Path

import torch
from torch import Tensor

from cnnkit.data.images import DataError, Images, as_pixels
from cnnkit.download import fetch, home

__all__ = ["load_mnist", "read_idx"]

# The authors' server asks for a password now and then; this copy is the one that PyTorch's own loader uses.
SOURCE = "https://ossci-datasets.s3.amazonaws.com/mnist"
FILES = {
    "train-images-idx3-ubyte": "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte": "md5:d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte": "md5:9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte": "md5:ec29112dd5afa0611ce80d1b7f02629c",
}
UNSIGNED_BYTES = 8


def load_mnist(
    folder: Path | str | None = None, *, download: bool = False, dtype: torch.dtype = torch.float32
) -> Images:
    """Images `(n, 1, 28, 28)`, white ink on black, and labels 0 to 9, from the four idx files in `folder`.

    The files may be packed (`.gz`) or not. `folder`: None is `mnist` in `cnnkit.download.home()`. `download`:
    fetch what is missing (12 MB). Other sets in this format and under these names load too (Fashion-MNIST).
    Raises DataError for a missing or damaged file.
    """
    folder = home() / "mnist" if folder is None else Path(folder)
    if download:
        for name, checksum in FILES.items():
            if not (folder / name).exists():
                fetch(f"{SOURCE}/{name}.gz", checksum=checksum, folder=folder)
    arrays = [read_idx(_find(folder, name)) for name in FILES]
    for name, array, label_name, labels in zip(
        list(FILES)[::2], arrays[::2], list(FILES)[1::2], arrays[1::2], strict=True
    ):
        if array.shape[1:] != (28, 28) or labels.shape != array.shape[:1] or not len(labels):
            raise DataError(
                f"{folder}: {name} has shape {tuple(array.shape)}, {label_name} {tuple(labels.shape)}; "
                "expected (n, 28, 28) and (n,) with the same n, at least 1"
            )
        if labels.max() > 9:
            raise DataError(f"{folder / label_name}: expected labels from 0 to 9, found {int(labels.max())}")
    train_x, train_y, test_x, test_y = arrays
    return Images(
        as_pixels(train_x[:, None], dtype), train_y.long(), as_pixels(test_x[:, None], dtype), test_y.long(),
        tuple("0123456789"),
    )  # fmt: skip


def read_idx(path: Path | str) -> Tensor:
    """The numbers of an idx file, packed with gzip or not, as uint8 of the shape that its head states.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels.idx")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3]) + bytes([7, 2, 1]))  # uint8, one axis of 3
    ...     read_idx(path)
    tensor([7, 2, 1], dtype=torch.uint8)
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
        data = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: expected a whole gzip file, found {len(raw)} bytes and {error}") from None
    if len(data) < 4 or data[:2] != b"\0\0":
        raise DataError(
            f"{path}: expected an idx file, which begins 00 00, found {data[:4].hex(' ') or 'no bytes'}"
        )
    if data[2] != UNSIGNED_BYTES:
        raise DataError(f"{path}: expected numbers of type 8 (unsigned bytes), found type {data[2]}")
    axes = data[3]
    head = 4 + 4 * axes
    if len(data) < head:
        raise DataError(f"{path}: expected {head} bytes that state {axes} axes, found {len(data)} in all")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, head, 4)]
    expected, found = math.prod(shape), len(data) - head
    if found != expected:
        raise DataError(
            f"{path}: expected {' × '.join(map(str, shape)) or 'no axes'} = {expected} numbers, as its head "
            f"states, found {found}"
        )
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[head:].view(shape)


def _find(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise DataError(
        f"{folder}: expected {name}.gz or {name}, found neither. load_mnist(folder, download=True), "
        f"or cnnkit train with --download, fetches the four files; or copy them there: {', '.join(FILES)}"
    )
