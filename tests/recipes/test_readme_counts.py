"""No count in the README is typed."""

import re

from cnnkit.recipes.readme_counts import PLACE, README, counts

WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen twenty thirty fifty sixty hundred"
)
COUNTED = "chapters|sections|tasks|widgets|networks|variants|sets"


def test_the_counts_in_the_readme_are_those_of_today():
    found = PLACE.search(README.read_text("utf8"))
    assert found
    assert found[0].splitlines()[1:-1] == [counts()], "run: python -m cnnkit.recipes readme_counts"


def test_nothing_is_counted_elsewhere_in_it():
    typed = rf"(?i)\b(\d+|(?:{WORDS.replace(' ', '|')})\S*)\s+(?:\w+ )?(?:{COUNTED})\b"
    assert re.search(typed, "Sixty-five networks")
    assert re.search(typed, "twenty graded tasks")
    assert [m[0] for m in re.finditer(typed, PLACE.sub("", README.read_text("utf8")))] == []
