"""CIFAR's binary version: small archives in the true format, hostile and damaged ones."""

import io
import tarfile

import pytest
import torch

from cnnkit.data.cifar import CIFAR10, CIFAR100, load_cifar10, load_cifar100
from cnnkit.data.images import DataError

NAMES10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def records(n, label_bytes, classes, seed):
    """Labels and pixels at random, and their bytes as the page of the data set describes them."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.stack([torch.randint(c, (n,), generator=generator) for c in classes[:label_bytes]], 1)
    pixels = torch.randint(256, (n, 3, 32, 32), generator=generator)
    raw = b"".join(
        bytes(label.tolist())
        + bytes([int(p[c, y, x]) for c in range(3) for y in range(32) for x in range(32)])
        for label, p in zip(labels, pixels, strict=True)
    )
    return labels, pixels, raw


def files10():
    files, parts = {"batches.meta.txt": "\n".join(NAMES10).encode() + b"\n\n"}, {}
    for i, name in enumerate((*CIFAR10.train, CIFAR10.test)):
        *parts[name], files[name] = records(2 + i % 2, 1, [10], i)
    return files, parts


def archive(path, files, folder, extra=()):
    with tarfile.open(path, "w:gz") as tar:
        for member, content in [*extra, *((f"{folder}/{name}", data) for name, data in files.items())]:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def test_cifar10_from_the_archive_and_from_its_folder(tmp_path):
    files, parts = files10()
    archive(tmp_path / "cifar-10-binary.tar.gz", files, "cifar-10-batches-bin")
    packed = load_cifar10(tmp_path, dtype=torch.uint8)
    assert [path.name for path in tmp_path.iterdir()] == ["cifar-10-binary.tar.gz"]  # nothing is unpacked
    assert packed.classes == tuple(NAMES10)
    assert torch.equal(packed.train_x, torch.cat([parts[name][1] for name in CIFAR10.train]).byte())
    assert torch.equal(packed.train_y, torch.cat([parts[name][0][:, 0] for name in CIFAR10.train]))
    assert torch.equal(packed.test_x, parts["test_batch.bin"][1].byte())
    assert packed.train_x.shape == (12, 3, 32, 32)
    assert packed.train_y.dtype == torch.int64

    unpacked = tmp_path / "elsewhere" / "cifar-10-batches-bin"
    unpacked.mkdir(parents=True)
    for name, data in files.items():
        (unpacked / name).write_bytes(data)
    for folder in (unpacked, unpacked.parent):
        again = load_cifar10(folder)
        torch.testing.assert_close(again.train_x, packed.train_x / 255)
        assert torch.equal(again.test_y, packed.test_y)


@pytest.mark.parametrize("coarse", [False, True])
def test_cifar100_has_two_labels(tmp_path, coarse):
    files = {
        "fine_label_names.txt": "\n".join(f"fine_{i}" for i in range(100)).encode(),
        "coarse_label_names.txt": "\n".join(f"coarse_{i}" for i in range(20)).encode(),
    }
    parts = {}
    for i, name in enumerate(("train.bin", "test.bin")):
        *parts[name], files[name] = records(4 + i, 2, [20, 100], i)
    archive(tmp_path / CIFAR100.archive, files, CIFAR100.folder)
    images = load_cifar100(tmp_path, coarse=coarse)
    assert len(images.classes) == (20 if coarse else 100)
    assert images.train_y.tolist() == parts["train.bin"][0][:, 0 if coarse else 1].tolist()
    torch.testing.assert_close(images.test_x, parts["test.bin"][1] / 255)


def test_links_and_paths_in_an_archive_lead_nowhere(tmp_path):
    files, _ = files10()
    secret = tmp_path / "secret"
    secret.write_bytes(files["test_batch.bin"])
    link = tarfile.TarInfo("cifar-10-batches-bin/test_batch.bin")
    link.type, link.linkname = tarfile.SYMTYPE, str(secret)
    up = tarfile.TarInfo("../cifar-10-batches-bin/test_batch.bin")
    absolute = tarfile.TarInfo("/cifar-10-batches-bin/test_batch.bin")
    without = {name: data for name, data in files.items() if name != "test_batch.bin"}
    (tmp_path / "sub").mkdir()
    extra = [(link, b""), (up, b"x"), (absolute, b"x")]
    path = archive(tmp_path / "sub" / CIFAR10.archive, without, CIFAR10.folder, extra)
    with pytest.raises(DataError, match=r"found no test_batch\.bin"):
        load_cifar10(path.parent)
    assert sorted(p.name for p in tmp_path.rglob("*")) == [CIFAR10.archive, "secret", "sub"]


def test_a_truncated_archive(tmp_path):
    files, _ = files10()
    path = archive(tmp_path / CIFAR10.archive, files, CIFAR10.folder)
    whole = path.read_bytes()
    for keep in (0, 10, 100, len(whole) // 2, len(whole) - 4):
        path.write_bytes(whole[:keep])
        with pytest.raises(DataError, match=f"whole tar.gz, found {keep} bytes") as caught:
            load_cifar10(tmp_path)
        assert str(path) in str(caught.value)
    path.write_bytes(whole[:5000] + bytes(64) + whole[5064:])
    with pytest.raises(DataError, match=r"whole tar\.gz"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        (
            "data_batch_3.bin",
            lambda data: data[:-1],
            "records of 3073 bytes, found 6145 bytes: 1 records and 3072",
        ),
        ("data_batch_3.bin", lambda data: b"", "found 0 bytes"),
        (
            "test_batch.bin",
            lambda data: data[:3073] + b"\x0a" + data[3074:],
            "below 10.*found 10 in record 1",
        ),
        ("batches.meta.txt", None, r"found no batches\.meta\.txt"),
        ("data_batch_2.bin", None, r"found no data_batch_2\.bin"),
    ],
)
def test_a_damaged_file_is_named(tmp_path, name, damage, message):
    files, _ = files10()
    if damage is None:
        del files[name]
    else:
        files[name] = damage(files[name])
    archive(tmp_path / CIFAR10.archive, files, CIFAR10.folder)
    with pytest.raises(DataError, match=message) as caught:
        load_cifar10(tmp_path)
    assert name in str(caught.value)


def test_nothing_there_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNKIT_HOME", str(tmp_path))
    (tmp_path / "cifar100").mkdir()
    (tmp_path / "cifar100" / "cifar-100-python.tar.gz").write_bytes(b"a pickle")
    with pytest.raises(DataError, match=r"not the python one.*load_cifar100\(folder, download=True\)"):
        load_cifar100()


@pytest.mark.parametrize("version", [CIFAR10, CIFAR100])
def test_the_archive_is_fetched_with_its_checksum(tmp_path, monkeypatch, version):
    asked = []
    monkeypatch.setattr("cnnkit.data.cifar.fetch", lambda url, **settings: asked.append((url, settings)))
    load = load_cifar10 if version is CIFAR10 else load_cifar100
    with pytest.raises(DataError):
        load(tmp_path, download=True)
    ((url, settings),) = asked
    assert url == f"https://www.cs.toronto.edu/~kriz/{version.archive}"
    assert settings == {"checksum": version.checksum, "folder": tmp_path}
    assert version.checksum.removeprefix("md5:")[:8] in ("c32a1d4a", "03b5dce0")
