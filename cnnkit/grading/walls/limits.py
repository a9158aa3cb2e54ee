"""What one notebook may use, and what its grade says when it wanted more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    cell_s: float = 60.0
    """Wall clock for one cell; then it is interrupted, and killed if it does not mind."""
    notebook_s: float = 300.0
    """Wall clock for all cells and tests together."""
    cpu_s: int = 240
    """Processor seconds of any one process."""
    memory_mb: int = 2000
    """Of all processes together, beside what the warm process shares with them."""
    processes: int = 64
    """Processes and threads at a time."""
    disk_mb: int = 200
    """In /tmp, where the notebook runs; nothing else can be written."""
    file_mb: int = 100
    """Any one file."""
    output_kb: int = 200
    """Text and pictures that are kept; the rest of the output is dropped."""
    flood_mb: int = 20
    """Output after which the process is stopped."""

    @classmethod
    def changed(cls, changes: Mapping[str, float]) -> Limits:
        """The usual limits but for some; raises ValueError if there is no limit of that name."""
        names = list(cls().as_dict())
        for name in changes:
            if name not in names:
                raise ValueError(f"no limit {name!r}; there are {', '.join(names)}")
        return cls(**changes)  # type: ignore[arg-type]

    def says(self, why: str) -> str:
        """The sentence in the grade for a reason that the box gives."""
        sentences = {
            "slow": f"a cell was stopped after {self.cell_s:g} s: is there a loop that never ends? "
            "Or one that prints very much?",
            "cell": f"stopped: one cell ran longer than {self.cell_s:g} s, and did not end when interrupted",
            "notebook": f"stopped: the whole notebook took longer than {self.notebook_s:g} s",
            "cpu": f"stopped: it used more than {self.cpu_s} s of processor time",
            "memory": f"stopped: it used more than {self.memory_mb} MB of memory",
            "flood": f"stopped: it printed more than {self.flood_mb} MB",
            "crash": "the Python process crashed (in compiled code, or it ended itself)",
            "gone": "the process ended by itself: is there an exit() or os._exit() in a cell?",
            "answer": "stopped: it answered a test with too much, or did not listen",
        }
        return sentences.get(why, why)

    def as_dict(self) -> dict[str, float]:
        return asdict(self)
