"""Where results of recipes are kept, and what is kept beside them: seed, command, machine, versions."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

__all__ = ["REPOSITORY", "WEIGHTS", "WIDGET_DATA", "provenance", "save_json", "save_tensors", "save_weights"]

_PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = _PACKAGE.parent
WEIGHTS = _PACKAGE / "models" / "weights"
WIDGET_DATA = _PACKAGE / "widgets" / "data"


def provenance(recipe: str, seed: int | list[int]) -> dict[str, Any]:
    """What somebody needs to make the file again, and to know why it may differ in the last digits."""
    return {
        "command": f"python -m cnnkit.recipes {recipe}",
        "seed": seed,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores, no GPU used",
    }


def save_weights(name: str, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> Path:
    """`tensors` as `<name>.safetensors` among the shipped weights; `facts` as its text metadata."""
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    path = WEIGHTS / f"{name}.safetensors"
    save_tensors(path, tensors, {key: str(value) for key, value in facts.items()})
    return path


def save_tensors(path: Path, tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> None:
    """A safetensors file that everybody may read, with `texts` as its metadata."""
    contiguous = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
    save_file(contiguous, path, metadata=dict(texts))
    path.chmod(0o644)  # safetensors leaves it to its owner alone


def save_json(path: Path, content: Mapping[str, Any]) -> Path:
    """`content` as JSON: one line an entry of the outermost level, so that a diff can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in content.items()
    ]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return path
