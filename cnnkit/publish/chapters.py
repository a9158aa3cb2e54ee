"""The chapters of the book, finished and coming, for tests, front page and README."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from cnnkit.publish.tasks import stories

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Chapter:
    """One chapter as book/chapters.yaml and book/_toc.yml have it."""

    slug: str
    title: str
    source: str
    """What the lists made from the sources call it."""
    sections: tuple[str, ...]
    """Its sections in order, without review, exercises and cards; none while it is in preparation."""

    @property
    def finished(self) -> bool:
        return bool(self.sections)

    @property
    def coverage(self) -> str:
        """What the ids of its lines in the coverage list begin with."""
        return self.source[:4]

    @property
    def tasks(self) -> tuple[str, ...]:
        """Slugs of its graded tasks, from the students' release; none while it is in preparation."""
        notebook = ROOT / "exercises" / self.slug / f"{self.slug}.ipynb"
        return tuple(stories(notebook)[1]) if self.finished else ()


def chapters(root: Path = ROOT) -> list[Chapter]:
    """All chapters, in their order. Raises ValueError if _toc.yml has a chapter that the table lacks."""
    table = yaml.safe_load((root / "book/chapters.yaml").read_text("utf8"))
    toc = yaml.safe_load((root / "book/_toc.yml").read_text("utf8"))
    parts = [entry for part in toc["parts"] for entry in part["chapters"] if "sections" in entry]
    entries = [entry for entry in parts if entry["file"].endswith("/index")]  # no reference
    sections = {
        entry["file"].partition("/")[0]: [section["file"].partition("/")[2] for section in entry["sections"]]
        for entry in entries
    }
    if unknown := set(sections) - {row["slug"] for row in table}:
        raise ValueError(f"book/chapters.yaml lacks {', '.join(sorted(unknown))}, which _toc.yml has")
    return [
        Chapter(**row, sections=tuple(name for name in sections.get(row["slug"], ()) if _is_section(name)))
        for row in table
    ]


def _is_section(name: str) -> bool:
    """Review and exercises are none, nor what lies in a folder of its own, to be looked up: `cards/index`."""
    return name not in ("review", "exercises") and "/" not in name
