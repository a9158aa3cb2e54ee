"""Builds the book: executes its pages in parallel, then runs Jupyter Book, where a warning is an error.

python -m cnnkit.publish.build                              the site in _build/html
python -m cnnkit.publish.build --only sizing/padding        a draft of single pages in _build/draft
"""

import argparse
import errno
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.exc import OperationalError

from cnnkit.publish.execute import cache_folders, execute_pages, is_notebook, toc_pages
from cnnkit.publish.slides.deck import write as write_slides

_ROOM_MB = 100
_CANNOT_WRITE = re.compile(r"^(?:\w*Error: \[Errno \d+\] |Application error:\n)(?P<why>.+)$", re.M)
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_MISSING = re.compile(r"WARNING: .*?(?:document|not found|label):? '?(?P<target>[^'\s]+)")


def build(root: Path, only: Sequence[str] = ()) -> int:
    """Build `root`/book with the settings of `root`/_config.yml into `root`/_build/html; returns 0 or 1.

    With `only`, those pages go to `root`/_build/draft/_build/html; there, a warning is printed and is no
    error. A link to a page of the book that is not in the draft is no warning. Raises `OSError` where it
    cannot write, or a page that the contents name does not exist.
    """
    start = time.monotonic()
    if (free_mb := shutil.disk_usage(root).free // 1_000_000) < _ROOM_MB:
        raise OSError(errno.ENOSPC, f"{free_mb} MB are free, and the book needs {_ROOM_MB}", str(root))
    book, out, toc = root / "book", root, root / "book" / "_toc.yml"
    everything = toc_pages(toc, book)
    if only:
        out = root / "_build" / "draft"
        toc = _draft_toc(only, [page for page in everything if not is_notebook(page)], book, out)
    pages = toc_pages(toc, book)
    failed = [o for o in execute_pages(cache_folders(pages, book)) if o.traceback]
    for outcome in failed:
        # the frames before the cell's own are those of the machinery
        told = outcome.traceback.rpartition("CellExecutionError: ")[2]
        print(f"\n{outcome.page}:\n{told}", file=sys.stderr)
    if failed:
        print(f"{len(failed)} pages failed.", file=sys.stderr)
        return 1
    print("Writing the site ...", flush=True)
    strict = [] if only else ["-W", "-n", "--keep-going"]
    command = [Path(sys.executable).parent / "jupyter-book", "build", *strict, "-q"]
    settings = ["--config", root / "_config.yml", "--toc", toc, "--path-output", out, book]
    ran = subprocess.run(
        [str(word) for word in [*command, *settings]], cwd=root, capture_output=True, text=True
    )
    said = _COLOUR.sub("", ran.stderr)
    if ran.returncode and (cause := _CANNOT_WRITE.search(said)):
        raise OSError(None, cause["why"], str(out / "_build"))
    if ran.returncode or only:
        left_out = [page for page in everything if page not in pages]
        print(_own_warnings(said, left_out, book), end="", file=sys.stderr)
    if ran.returncode:
        # an incremental build repeats no warning of pages it does not read again, so the next one reads all
        shutil.rmtree(out / "_build" / ".doctrees", ignore_errors=True)
        return 1
    html = out / "_build" / "html"
    if not only and (root / "book" / "chapters.yaml").is_file():
        write_slides(html, root)
    _let_all_read(html)
    site = html / (f"{only[0].removesuffix('.md')}.html" if only else "index.html")
    done = f"The book is built ({time.monotonic() - start:.0f} s). Open {site}"
    print(done if only else f"{done}, or run: make serve")
    return 0


def _let_all_read(site: Path) -> None:
    """Files 644 and folders 755 whatever the umask: a web server is another user."""
    for path in (site, *site.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _draft_toc(only: Sequence[str], with_them: Sequence[Path], book: Path, out: Path) -> Path:
    """A table of contents of the pages in `only`, and of those `with_them`, for their terms and sources."""
    names = [name.removesuffix(".md") for name in only]
    names += [str(page.relative_to(book).with_suffix("")) for page in with_them]
    first, *rest = dict.fromkeys(names)
    out.mkdir(parents=True, exist_ok=True)
    draft = out / "_toc.yml"
    toc: dict[str, Any] = {"format": "jb-book", "root": first}
    if rest:
        toc["chapters"] = [{"file": name} for name in rest]
    draft.write_text(yaml.safe_dump(toc), "utf8")
    return draft


def _own_warnings(told: str, left_out: Sequence[Path], book: Path) -> str:
    """The lines of `told` that do not complain of a link to one of the pages left out of a draft."""
    names = {str(page.relative_to(book).with_suffix("")) for page in left_out}
    texts = [page.read_text("utf8") for page in left_out]

    def is_elsewhere(target: str) -> bool:
        label = re.compile(rf"^(\({re.escape(target)}\)=|:(label|name): {re.escape(target)})\s*$", re.M)
        return target in names or any(label.search(text) for text in texts)

    lines = told.splitlines(keepends=True)
    return "".join(line for line in lines if not ((m := _MISSING.search(line)) and is_elsewhere(m["target"])))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cnnkit.publish.build", description="Build the book.")
    parser.add_argument("root", nargs="?", type=Path, default=Path(), help="folder of _config.yml and book/")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="PAGE", help="a draft of these, as sizing/padding"
    )
    options = parser.parse_args()
    root = options.root.resolve()
    if not (root / "book" / "_toc.yml").is_file():
        parser.error(f"{root} has no book/_toc.yml: run this in the repository's root")
    try:
        return build(root, options.only)
    except OSError as error:
        where = f"{error.filename}: " if error.strerror and error.filename else ""
        parser.exit(1, f"The book is not built. {where}{error.strerror or error}\n")
    except OperationalError as error:  # of the caches: SQLite has no room, or no right to write
        parser.exit(1, f"The book is not built. {root / '_build' / '.cache'}: {error.orig}\n")


if __name__ == "__main__":
    raise SystemExit(main())
