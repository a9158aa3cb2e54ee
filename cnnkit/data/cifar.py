"""CIFAR-10 and CIFAR-100: 50,000 and 10,000 colour photographs of 32×32 (A. Krizhevsky, Learning Multiple
Layers of Features from Tiny Images, 2009).

Read from the binary version, where an image is one byte for its label (CIFAR-100: two, coarse and fine) and
3,072 for its pixels: red, green, blue, row by row. The better known "python version" is a pickle, and to open
a pickle is to run whatever program it holds. The archive is read as it is; nothing in it is ever written to
disk.
"""

import gzip
import tarfile
import zlib
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.data.images import DataError, Images, as_pixels
from cnnkit.download import fetch, home

__all__ = ["load_cifar10", "load_cifar100"]

SOURCE = "https://www.cs.toronto.edu/~kriz"
PIXELS = 3 * 32 * 32


class _Version(NamedTuple):
    archive: str
    checksum: str
    folder: str  # in the archive
    train: tuple[str, ...]
    test: str


CIFAR10 = _Version(
    "cifar-10-binary.tar.gz",
    "md5:c32a1d4ab5d03f1284b67883e8d87530",
    "cifar-10-batches-bin",
    tuple(f"data_batch_{i}.bin" for i in range(1, 6)),
    "test_batch.bin",
)
CIFAR100 = _Version(
    "cifar-100-binary.tar.gz",
    "md5:03b5dce01913d631647c71ecec9e9cb8",
    "cifar-100-binary",
    ("train.bin",),
    "test.bin",
)


def load_cifar10(
    folder: Path | str | None = None, *, download: bool = False, dtype: torch.dtype = torch.float32
) -> Images:
    """Images `(n, 3, 32, 32)` and labels 0 to 9, from the binary version.

    `folder` holds `cifar-10-binary.tar.gz` or what is in it, `cifar-10-batches-bin`; None is `cifar10` in
    `cnnkit.download.home()`. `download`: fetch the archive (170 MB) if it is not there. Raises DataError for
    a missing or damaged file.
    """
    return _load(CIFAR10, "cifar10", folder, download, dtype, "batches.meta.txt", label_bytes=1, label_at=0)


def load_cifar100(
    folder: Path | str | None = None,
    *,
    coarse: bool = False,
    download: bool = False,
    dtype: torch.dtype = torch.float32,
) -> Images:
    """Images `(n, 3, 32, 32)` and labels 0 to 99 (with `coarse` of the 20 groups), from the binary version.

    `folder` holds `cifar-100-binary.tar.gz` or what is in it, `cifar-100-binary`; None is `cifar100` in
    `cnnkit.download.home()`. The rest as in `load_cifar10`.
    """
    names = f"{'coarse' if coarse else 'fine'}_label_names.txt"
    at = 0 if coarse else 1
    return _load(CIFAR100, "cifar100", folder, download, dtype, names, label_bytes=2, label_at=at)


def _load(
    version: _Version,
    name: str,
    folder,
    download: bool,
    dtype: torch.dtype,
    names: str,
    *,
    label_bytes: int,
    label_at: int,
) -> Images:
    folder = home() / name if folder is None else Path(folder)
    unpacked = folder if folder.name == version.folder else folder / version.folder
    if download and not unpacked.is_dir():
        fetch(f"{SOURCE}/{version.archive}", checksum=version.checksum, folder=folder)
    wanted = (*version.train, version.test, names)
    if unpacked.is_dir():
        where, files = unpacked, _from_folder(unpacked, wanted)
    elif (folder / version.archive).is_file():
        where = folder / version.archive
        files = _from_archive(where, version.folder, wanted)
    else:
        raise DataError(
            f"{folder}: expected {version.archive} (the binary version, not the python one) or the folder "
            f"{version.folder}, found neither. "
            f"load_{name}(folder, download=True), or cnnkit train with --download, fetches the archive"
        )
    missing = [file for file in wanted if file not in files]
    if missing:
        raise DataError(f"{where}: expected {', '.join(wanted)}, found no {', '.join(missing)}")
    classes = tuple(files[names].decode("utf-8", "replace").split())
    parts = {
        file: _records(files[file], f"{where}: {file}", label_bytes, label_at, len(classes))
        for file in wanted[:-1]
    }
    train_x = torch.cat([parts[file][0] for file in version.train])
    train_y = torch.cat([parts[file][1] for file in version.train])
    test_x, test_y = parts[version.test]
    return Images(as_pixels(train_x, dtype), train_y, as_pixels(test_x, dtype), test_y, classes)


def _from_folder(folder: Path, wanted: tuple[str, ...]) -> dict[str, bytes]:
    return {file: (folder / file).read_bytes() for file in wanted if (folder / file).is_file()}


def _from_archive(path: Path, folder: str, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Only regular files of exactly these names, into memory: a path or link in the archive leads nowhere."""
    files = {}
    try:
        with gzip.open(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                within, _, file = member.name.removeprefix("./").rpartition("/")
                if member.isreg() and within == folder and file in wanted:
                    content = archive.extractfile(member)
                    assert content is not None  # only None for what is no file
                    files[file] = content.read()
            while stream.read(1 << 20):  # gzip compares its checksum at the very end only
                pass
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise DataError(
            f"{path}: expected a whole tar.gz, found {path.stat().st_size} bytes and {error}; delete it and "
            "download it again"
        ) from None
    return files


def _records(
    data: bytes, where: str, label_bytes: int, label_at: int, num_classes: int
) -> tuple[Tensor, Tensor]:
    length = label_bytes + PIXELS
    if not data or len(data) % length:
        raise DataError(
            f"{where}: expected whole records of {length} bytes, found {len(data)} bytes: "
            f"{len(data) // length} records and {len(data) % length} bytes"
        )
    records = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(-1, length)
    labels = records[:, label_at].long()
    if labels.max() >= num_classes:
        i = int(labels.argmax())
        raise DataError(
            f"{where}: expected labels below {num_classes}, the number of names, found {int(labels[i])} in "
            f"record {i}"
        )
    return records[:, label_bytes:].reshape(-1, 3, 32, 32), labels
