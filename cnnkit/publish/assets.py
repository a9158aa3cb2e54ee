"""The site's static files: what is copied, and addresses that change with the content of a file."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import plotly

from cnnkit.widgets.base import ENGINE, Widget
from cnnkit.widgets.real_network import PAGE_DATA, PageNetwork, page_script

STATIC = Path(__file__).parent / "static"
WHOLE_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
BASIC_TRACES = {"scatter", "bar", "pie"}
"""What the basic bundle draws; a page with any other trace loads the whole library."""

_ADDRESS = re.compile(r'(?P<before>\b(?:src|href)=")(?P<path>[^"?#:]+\.(?:js|css|svg|png))(?:\?[^"#]*)?"')
LATE = {
    "plots.js": STATIC / "plots.js",
    "plotly/plotly-basic.min.js": STATIC / "plotly" / "plotly-basic.min.js",
    "plotly.min.js": WHOLE_PLOTLY,
    "engine.js": ENGINE,
}
"""Files that a page asks for itself, by their names beside the loader."""


def digest(folders: Iterable[Path]) -> str:
    """One hash of all files below `folders`."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:16]


def mathjax_folder() -> str:
    """MathJax names its parts itself, relative to the first: so the digest stands in the folder's name."""
    return f"mathjax-{digest([STATIC / 'mathjax'])}"


def copy(out: Path) -> None:
    """Copy what every site needs to `out`, and tell the loader the addresses of what it loads later."""
    shutil.copytree(STATIC, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns("mathjax"))
    shutil.copytree(STATIC / "mathjax", out / mathjax_folder(), dirs_exist_ok=True)
    shutil.copyfile(ENGINE, out / ENGINE.name)
    late = {name: f"{name}?v={_of(source)}" for name, source in LATE.items()}
    real = out / "data" / f"{PAGE_DATA}.js"
    real.parent.mkdir(exist_ok=True)
    real.write_text(page_script(), "ascii")
    late[f"data/{real.name}"] = f"data/{real.name}?v={_of(real)}"
    loader = (STATIC / "loader.js").read_text("utf8")
    (out / "loader.js").write_text(loader.replace("/* late files */ {}", json.dumps(late)), "utf8")


def inline(files: Mapping[str, str], kinds: Iterable[type]) -> list[str]:
    """The scripts that a page in one file holds for its widgets, which are of these kinds: their data files,
    and what engine and network they run."""
    scripts, kinds = list(files.values()), list(kinds)
    if any(issubclass(kind, Widget) and kind.engine for kind in kinds):
        scripts.append(ENGINE.read_text("utf8"))
    if any(issubclass(kind, PageNetwork) for kind in kinds):
        scripts.append(page_script())
    return scripts


def bundle(traces: Iterable[dict]) -> str:
    """`basic` or `whole`: the plotly library that draws these traces."""
    return "basic" if {trace.get("type", "scatter") for trace in traces} <= BASIC_TRACES else "whole"


def stamp(site: Path) -> None:
    """Give each script, style and picture of the site that a page names a query made from its content."""
    for page in site.rglob("*.html"):
        if "_static" in page.relative_to(site).parts:
            continue

        def stamped(match: re.Match[str], page: Path = page) -> str:
            target = (page.parent / match["path"]).resolve()
            if not target.is_file() or not target.is_relative_to(site.resolve()):
                return match[0]
            return f'{match["before"]}{match["path"]}?v={_of(target)}"'

        text = page.read_text("utf8")
        fresh = _ADDRESS.sub(stamped, text)
        if fresh != text:
            page.write_text(fresh, "utf8")


def _of(path: Path) -> str:
    return _digest(path, path.stat().st_mtime_ns)


@cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
