"""Where the notebooks can be opened without installing anything: Google Colab, Binder, a hub of one's own.

All addresses come from the table `launch` of tasks/course.toml; while that is absent, nothing names any.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

__all__ = ["Launch", "LaunchError", "read_launch"]

REPOSITORY = re.compile(r"https://github\.com/([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9._-]*[A-Za-z0-9_-])")
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
HUB = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~-]+)*")
LEGAL = {
    "repository": (REPOSITORY, "https://github.com/OWNER/NAME"),
    "branch": (BRANCH, "a branch's name without a slash, such as main"),
    "hub": (HUB, "https://HOST without a slash at its end, or absent"),
}


class LaunchError(ValueError):
    """The table `launch` of course.toml says something that no address can be made of."""


@dataclass(frozen=True)
class Launch:
    """A public repository that holds what is in the students' archive, and perhaps a hub with nbgitpuller."""

    repository: str
    branch: str = "main"
    hub: str = ""

    def __post_init__(self) -> None:
        for name, (pattern, legal) in LEGAL.items():
            value = getattr(self, name)
            if not isinstance(value, str) or (not pattern.fullmatch(value) and (name, value) != ("hub", "")):
                raise LaunchError(f"course.toml, launch.{name} = {value!r}: legal is {legal}")

    @property
    def pip(self) -> str:
        """What pip installs the course's package from."""
        return f"git+{self.repository}@{self.branch}"

    def links(self, problem_set: str) -> dict[str, str]:
        """The addresses that open the notebook of a set, by what a reader knows each as."""
        notebook = f"exercises/{problem_set}/{problem_set}.ipynb"
        name = self.repository.removeprefix("https://github.com/")
        found = {
            "Colab": f"https://colab.research.google.com/github/{name}/blob/{self.branch}/{notebook}",
            "Binder": f"https://mybinder.org/v2/gh/{name}/{self.branch}?urlpath={quote(f'lab/tree/{notebook}')}",
        }
        if self.hub:
            folder = name.partition("/")[2]
            query = {
                "repo": self.repository,
                "branch": self.branch,
                "urlpath": f"lab/tree/{folder}/{notebook}",
            }
            found["the hub"] = f"{self.hub}/hub/user-redirect/git-pull?{urlencode(query)}"
        return found


def read_launch(course: Path) -> Launch | None:
    """The launch table of the file course.toml; None while it has none. Raises LaunchError."""
    table = tomllib.loads(course.read_text("utf-8")).get("launch")
    if table is None:
        return None
    unknown = sorted(set(table) - set(LEGAL))
    if unknown or "repository" not in table:
        raise LaunchError(
            f"course.toml, launch has {', '.join(sorted(table)) or 'nothing'}: it takes repository, "
            "and if wanted branch and hub"
        )
    return Launch(**table)
