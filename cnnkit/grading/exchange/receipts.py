"""What was collected from where: downloaded/SET/collected.json, by which feedback finds its way back.

Earlier submissions of a person lie beside it, in downloaded/SET/earlier/LOGIN/.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

__all__ = ["Receipt", "Receipts", "ReceiptsError"]


class ReceiptsError(ValueError):
    """collected.json is not as collecting wrote it."""


@dataclass
class Receipt:
    """What came from one person."""

    system: str
    """One of names.FORMS."""
    who: str
    """The system's own number or name of the person."""
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the path in submitted/: what the name of a returned file begins with, and the file's own name in the
    download."""
    order: int = 0
    """Of two submissions the greater came later; 0 if the system numbers none."""
    packed: str = ""
    """When the files were put into the archive, by the clock of the system (ISO 8601)."""
    time: str = ""
    """When they were handed in, in UTC (ISO 8601); "" if that is not told."""
    late: bool = False
    """The system calls it late, by its own due date."""

    def is_later_than(self, other: Receipt) -> bool:
        """By the best that both tell; the same time is not later."""
        for what in ("time", "order", "packed"):
            mine, theirs = getattr(self, what), getattr(other, what)
            alike = what == "time" or self.system == other.system
            if alike and mine and theirs and mine != theirs:
                return mine > theirs
        return False

    @property
    def at(self) -> datetime | None:
        return datetime.fromisoformat(self.time) if self.time else None


@dataclass
class Receipts:
    """Those of a set, by login."""

    folder: Path
    """downloaded/SET."""
    people: dict[str, Receipt] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Receipts:
        """None yet if nothing was collected so. Raises ReceiptsError, OSError."""
        path = folder / "collected.json"
        try:
            told = json.loads(path.read_text("utf-8"))
            people = {
                login: Receipt(**{**each, "files": {name: tuple(as_) for name, as_ in each["files"].items()}})
                for login, each in told["people"].items()
            }
            return cls(folder, people)
        except FileNotFoundError:
            return cls(folder)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ReceiptsError(
                f"{path} is damaged ({error}): move it away and collect the last download again"
            ) from None

    def write(self) -> None:
        """In one step: who stops it finds the old state or the new one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        people = {login: asdict(each) for login, each in sorted(self.people.items())}
        fresh = self.folder / f".collected-{os.getpid()}.json"
        text = json.dumps({"people": people}, indent=1, ensure_ascii=False)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.folder / "collected.json")
