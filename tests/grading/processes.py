"""The grader's processes, found by what they are: those below a process, keepers, boxes."""

from pathlib import Path

__all__ = ["boxes", "descendants", "keepers"]


def descendants(process: int) -> list[int]:
    """Process ids below a process, nearer ones first."""
    parents = {int(e.name): _parent(int(e.name)) for e in Path("/proc").iterdir() if e.name.isdecimal()}
    found, layer = list[int](), [process]
    while layer:
        layer = [child for child, parent in parents.items() if parent in layer]
        found += layer
    return found


def keepers(below: int) -> list[int]:
    """Those that watch a box: their children are in a namespace of processes that they are not in."""
    return [p for p in descendants(below) if _namespace(p, "pid") != _namespace(p, "pid_for_children")]


def boxes(below: int) -> list[int]:
    """Process 1 of each box."""
    watching = keepers(below)
    return [process for process in descendants(below) if _parent(process) in watching]


def _namespace(process: int, kind: str) -> str:
    try:
        return str(Path(f"/proc/{process}/ns/{kind}").readlink())
    except OSError:
        return ""


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
