"""Commands run on the course in the fixture `root`, which each file of tests has its own of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnkit.cli import main


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """run(command, *words): the exit code and what was said."""

    def run(command: str, *words: object) -> tuple[int, str]:
        code = main([command, "mini", *map(str, words), "--root", str(root)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run
