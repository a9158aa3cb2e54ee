"""The grader, graded: what the tests of every task make of answers whose worth is known.

    python -m tests.exercises.graded

Every answer of the banks and every mutant of every reference solution goes through the task's own test cell;
the figures stand in book/instructor/results/graded.json, from which book/instructor/graded.md takes them.
Only tasks that have changed since are run again; all of them take some minutes of two processors.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from cnnkit.checks import running
from tests.exercises.mutants import mutants
from tests.exercises.test_banks import EQUIVALENT, HINT, ROOT, TASKS, Task, candidates

STORED = ROOT / "book" / "instructor" / "results" / "graded.json"
LONGEST_S = 1.0
"""For a mutant that does not end, in place of the 5 seconds that a student's function has."""


def digest(task: Task) -> str:
    """Changes with the task, its bank, and what is made a mutant."""
    here = Path(__file__).parent
    parts = [ROOT / "tasks" / task.set_name / f"{task.name}.py", here / task.set_name / f"{task.name}.py"]
    text = b"\0".join(path.read_bytes() for path in [*parts, here / "mutants.py"])
    equal = "\n".join(line for line in EQUIVALENT if line.startswith(f"{task.name}: "))
    return hashlib.sha256(text + equal.encode()).hexdigest()[:16]


def figures(key: tuple[str, str]) -> dict[str, object]:
    """What became of one task's answers and mutants."""
    task = TASKS[key]
    found: dict[str, object] = {"digest": digest(task), **_bank(task)}
    limit = running._time_limit
    running._time_limit = lambda seconds: limit(min(seconds, LONGEST_S))
    try:
        return {**found, **_mutants(task)}
    finally:
        running._time_limit = limit


def _bank(task: Task) -> dict[str, object]:
    kinds, keys, points, amiss = Counter[str](), set[str](), [], []
    for kind, key, title, code in candidates(task):
        got, most, printed = task.run(code)
        first = HINT.findall(printed)[:1]
        kinds[kind.removesuffix(" hidden").removeprefix("wrong ")] += 1
        kinds["hidden"] += "hidden" in kind
        if kind == "right":
            fine = got == most and not first
        else:
            keys.add(key)
            points.append(got)
            fine = first == [key] and (got <= most / 2 if "idea" in kind else 0.7 * most <= got < most)
        if not fine:
            amiss.append(title)
    mean = round(sum(points) / len(points), 2)
    return {
        **{k: kinds[k] for k in ("right", "idea", "edge", "hidden")},
        "hints": len(keys),
        "mean": mean,
        "amiss": amiss,
    }


def _mutants(task: Task) -> dict[str, object]:
    """A mutant is dead if it loses a point or earns a hint; one that is not is listed, or lives."""
    made, equivalent, alive = 0, 0, list[str]()
    for change, code in mutants(task.answer):
        made += 1
        if f"{task.name}: {change}" in EQUIVALENT:
            equivalent += 1
            continue
        points, most, printed = task.run(code)
        if points == most and not HINT.search(printed):
            alive.append(change)
    return {"mutants": made, "equivalent": equivalent, "alive": alive}


def stored() -> dict:
    return json.loads(STORED.read_text("utf-8")) if STORED.exists() else {"tasks": {}}


def main() -> int:
    found, begun = stored()["tasks"], time.monotonic()
    names = {"/".join(key): key for key in TASKS}
    todo = [name for name, key in names.items() if found.get(name, {}).get("digest") != digest(TASKS[key])]
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        running_now = {pool.submit(figures, names[name]): name for name in todo}
        for future in as_completed(running_now):
            found[running_now[future]] = future.result()
            _write({name: found[name] for name in names if name in found})
            print(running_now[future], flush=True)
    _write({name: found[name] for name in names})
    wrong = [f"{name}: {each}" for name in names for each in (*found[name]["alive"], *found[name]["amiss"])]
    print(*wrong, f"{len(todo)} of {len(names)} tasks in {time.monotonic() - begun:.0f} s", sep="\n")
    return 1 if wrong else 0


def _write(tasks: dict[str, object]) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    told = {"date": f"{date.today():%Y-%m-%d}", "machine": machine, "tasks": tasks}
    STORED.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
