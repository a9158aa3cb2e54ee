"""Golden vectors of `front/lib/real-network.js`: SqueezeNet 1.1 as torch reads its shipped file, on the cat.

`python tests/golden/make_real.py` rewrites real.json: the weights' checksums, since bytes times steps must be
torch's numbers bit by bit; the cat's pixels; in 64 bits its logits and, of the likeliest class, the gradient
at the input.
"""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cnnkit.recipes.real_network import decoded, network, top
from cnnkit.widgets.real_network import photograph_files

TARGET = Path(__file__).with_name("real.json")
NEAR = 1e-4
"""Of the largest. In a photograph's windows many values nearly tie, and 32 bits let another win than 64 do:
of torch's own gradient about one number in a hundred is farther off than this."""
PHOTOGRAPH, EVERY = "cat", 131
"""One of 131 numbers of the gradient is kept: no row, column or channel is left out."""


def packed(values: torch.Tensor) -> str:
    return base64.b64encode(values.detach().numpy().astype("<f4").tobytes()).decode("ascii")


def vectors() -> dict[str, Any]:
    model = network()
    sums = {
        name: hashlib.sha256(value.numpy().astype("<f4").tobytes()).hexdigest()
        for name, value in model.state_dict().items()
    }
    x = decoded(photograph_files()[PHOTOGRAPH])
    pixels = (255 * x).round().numpy().astype(np.uint8).tobytes()  # 3 h w
    best = top(model, x, 5)
    wide = x.double()[None].requires_grad_()
    logits = model.double()(wide)[0]
    likeliest = int(logits.argmax())
    (gradient,) = torch.autograd.grad(logits[likeliest], wide)
    flat = gradient.flatten()
    narrow = x[None].requires_grad_()
    (own,) = torch.autograd.grad(network()(narrow)[0, likeliest], narrow)
    off = (own.flatten().double() - flat).abs() / flat.abs().max() > NEAR
    return {
        "weights": sums,
        "pixels": base64.b64encode(zlib.compress(pixels, 9)).decode("ascii"),
        "top": best,
        "likeliest": likeliest,
        "logits": packed(logits),
        "gradient": {
            "every": EVERY,
            "largest": float(flat.abs().max()),
            "values": packed(flat[::EVERY]),
            "near": NEAR,
            "torch_off": round(float(off.double().mean()), 4),
        },
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
