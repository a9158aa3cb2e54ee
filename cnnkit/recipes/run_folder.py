"""The folder of a training run: tried and held before hours of work, filled with what came out."""

import json
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import nn

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

from cnnkit.recipes.store import save_tensors
from cnnkit.training import distributed
from cnnkit.training.history import History
from cnnkit.training.settings import Settings

__all__ = ["held", "write_results"]


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Made, written into, and no other run's while this one lasts. Raises ValueError if another holds it."""
    if distributed.rank() != 0:
        yield
        return
    out.mkdir(parents=True, exist_ok=True)
    with open(out / ".lock", "w") as lock:
        try:
            if fcntl is not None:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it, whatever happens
        except BlockingIOError:
            raise ValueError(f"another process trains into {out}: --out names another folder") from None
        except OSError:
            pass  # a file system without locks
        print("held", file=lock, flush=True)
        yield


def write_results(
    out: Path, model: nn.Module, history: History, settings: Settings, facts: Mapping[str, Any]
) -> list[Path]:
    """Weights with the facts beside them, all numbers, and the curves as a page that needs no network."""
    weights, numbers, curves = out / "weights.safetensors", out / "history.json", out / "curves.html"
    facts = {**facts, "held_out_accuracy": history.test_accuracy[-1]}
    texts = {name: fact if isinstance(fact, str) else json.dumps(fact) for name, fact in facts.items()}
    save_tensors(weights, model.state_dict(), texts)
    machine = {
        "torch": torch.__version__,
        "machine": f"{platform.system()} {platform.machine()}",
        "device": str(next(model.parameters()).device),
        "processes": distributed.count(),
    }
    content = facts | {"settings": asdict(settings), "run": machine, "history": asdict(history)}
    numbers.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    history.figure().write_html(curves, include_plotlyjs=True)
    return [weights, numbers, curves]
