"""Networks of the catalogue in the built engine: described, run in Node, held to torch."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnkit.models.create import create_model
from cnnkit.widgets.base import ENGINE
from cnnkit.widgets.engine import describe, engine_weights
from tests.conftest import ROOT, need

NETWORKS = {
    "squeezenet1_1": 128, "mobilenet_v1": 64, "densenet_bc_100_12": 32, "resnext50_32x4d": 64,
    "resnet20_cifar": 32,
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_the_engine_answers_as_torch_does(name: str, tmp_path: Path) -> None:
    need("node")
    torch.manual_seed(0)
    trained = name == "squeezenet1_1"
    module = create_model(name, weights="imagenet") if trained else create_model(name)
    module = module.eval().requires_grad_(False)
    side = NETWORKS[name]
    # from seed 1 a unit of the DenseNet is so near to zero that torch itself is 6e-4 off in 32 bits
    picture = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(2))
    description, weights = describe(module, (3, side, side)), engine_weights(module)
    last = description["layers"][-1]["name"]

    # truth in 64 bits
    x = picture.double().requires_grad_()
    output = module.double()(x)
    seed = torch.linspace(-1, 1, output.numel(), dtype=torch.double).view_as(output)
    (gradient,) = torch.autograd.grad((output * seed).sum(), x)

    sizes = [[key, value.size] for key, value in weights.items()]
    (tmp_path / "net.json").write_text(
        json.dumps({"description": description, "sizes": sizes, "last": last}), "utf8"
    )
    arrays = {
        "picture": picture.numpy(),
        "seed": seed.numpy(),
        "weights": np.concatenate([*map(np.ravel, weights.values())]),
    }
    for file, values in arrays.items():
        values.astype("<f4").tofile(tmp_path / f"{file}.bin")
    run = ["node", str(ROOT / "tests" / "widgets" / "run_engine.mjs"), str(tmp_path), str(ENGINE)]
    ran = subprocess.run(run, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-800:]
    for file, truth, most in (("output", output, 1e-5), ("gradient", gradient, 1e-4)):
        got = np.fromfile(tmp_path / f"{file}.bin", "<f4")
        wanted = truth.detach().numpy().ravel()
        assert np.abs(got - wanted).max() / np.abs(wanted).max() <= most, file
