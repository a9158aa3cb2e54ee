"""No count in the README is typed."""

import re
import subprocess

from cnnkit.recipes.readme_counts import PLACE, README, counts
from tests.conftest import ROOT, need

WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen twenty thirty fifty sixty hundred"
)
COUNTED = "chapters|sections|tasks|widgets|networks|variants|sets"


def test_the_counts_in_the_readme_are_those_of_today():
    found = PLACE.search(README.read_text("utf8"))
    assert found
    assert found[0].splitlines()[1:-1] == counts().splitlines(), "run: python -m cnnkit.recipes readme_counts"


def test_each_folder_is_in_the_table_of_what_is_here():
    need("git")
    table = README.read_text("utf8").partition("## What is here")[2]
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [name.split("/") for name in tracked.decode().split("\0") if "/" in name]
    folders = {f"{path[0]}/" for path in paths if path[0][0] != "."} - {"cnnkit/"}
    folders |= {f"cnnkit/{path[1]}" for path in paths if path[0] == "cnnkit" and len(path) > 2}
    assert {name for name in folders if f"`{name}`" not in table} == set()


def test_nothing_is_counted_elsewhere_in_it():
    typed = rf"(?i)\b(\d+|(?:{WORDS.replace(' ', '|')})\S*)\s+(?:\w+ )?(?:{COUNTED})\b"
    assert re.search(typed, "Sixty-five networks")
    assert re.search(typed, "twenty graded tasks")
    assert [m[0] for m in re.finditer(typed, PLACE.sub("", README.read_text("utf8")))] == []
