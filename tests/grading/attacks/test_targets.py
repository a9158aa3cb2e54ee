"""An attack that names a module which has moved stops before it attacks, and would pass for ever."""

import re
from importlib.util import find_spec
from pathlib import Path


def test_modules_that_attacks_name_are_there():
    named = set[str]()
    for file in Path(__file__).parent.glob("*.py"):
        named |= set(re.findall(r"""["'](cnnkit(?:\.\w+)+)["']""", file.read_text("utf-8")))
    assert "cnnkit.grading.walls.box.questions" in named
    files = {"cnnkit.py"}
    assert [name for name in sorted(named - files) if not find_spec(name)] == []
