"""What one run of the grader did, and how it says so."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Report"]


@dataclass
class Report:
    """What one run did."""

    points: dict[str, float] = field(default_factory=dict)
    """Of those that were graded now, by student."""
    most: float = 0.0
    """Points that could be had."""
    absent: list[str] = field(default_factory=list)
    """Who has a folder with nothing of this set in it."""
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """By student: why there is no grade. That is a fault of the machine or the course, never of a
    submission."""
    noted: int = 0
    """How many were graded with notes."""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        parts = [f"{len(self.points)} graded", f"{len(self.unchanged)} unchanged"]
        if self.absent:
            parts.append(f"{len(self.absent)} without a notebook")
        if self.noted:
            parts.append(f"{self.noted} with notes")
        if self.failed:
            parts.append(f"{len(self.failed)} NOT GRADED ({', '.join(sorted(self.failed))})")
        text = f"{', '.join(parts)}, in {self.seconds:.1f} s"
        if self.points:
            text += f"; mean {sum(self.points.values()) / len(self.points):.1f} of {self.most:g} points"
        return text
