"""Where the time of `make test` goes: `python -m tests.times` writes it into CONTRIBUTING.md.

Reads _build/tests.xml, which `make test` leaves. Seconds are wall time, set-up and clean-up of fixtures
included, so a fixture that several tests share stands with the first of them. Measure on a quiet machine.
"""

import os
import platform
import re
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "_build" / "tests.xml"
PAGE = ROOT / "CONTRIBUTING.md"
PLACE = re.compile(r"(<!-- test-times -->\n).*?(<!-- /test-times -->)", re.DOTALL)
SLOWEST = 40


def table(results: Path) -> str:
    """Markdown: the sum for each folder of tests/, and the slowest tests, from a JUnit file of pytest's."""
    suite = next(ElementTree.parse(results).getroot().iter("testsuite"))
    folders, tests = defaultdict[str, list[float]](list), list[tuple[float, str]]()
    for case in suite.iter("testcase"):
        module, seconds = case.get("classname", ""), float(case.get("time", 0))
        parts = module.split(".")
        folders["/".join(parts[:2])].append(seconds)
        tests.append((seconds, f"{'/'.join(parts[1:])} `{case.get('name')}`"))
    minutes = float(suite.get("time", 0)) / 60
    lines = [
        f"{len(tests)} tests in {minutes:.1f} minutes of wall time, set-up and book aside; "
        f"{platform.machine()}, {os.cpu_count()} cores, {date.today().isoformat()}.\n",
        "| folder | tests | sum of seconds |\n| --- | ---: | ---: |",
    ]
    by_time = sorted(folders.items(), key=lambda item: -sum(item[1]))
    lines += [f"| {name} | {len(times)} | {sum(times):.0f} |" for name, times in by_time]
    lines += ["\n| seconds | the slowest tests |\n| ---: | --- |"]
    lines += [
        f"| {seconds:.1f} | {name.replace('|', '/')} |"
        for seconds, name in sorted(tests)[: -SLOWEST - 1 : -1]
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    if not RESULTS.is_file():
        print(f"{RESULTS} is not there: run make test first", file=sys.stderr)
        return 1
    text = PAGE.read_text("utf-8")
    PAGE.write_text(PLACE.sub(lambda found: found[1] + table(RESULTS) + found[2], text), "utf-8")
    print(f"{PAGE.name}: the times of {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
