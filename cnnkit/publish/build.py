"""Builds the book: executes its pages in parallel, then runs Jupyter Book, where a warning is an error.

python -m cnnkit.publish.build                              the site in _build/html
python -m cnnkit.publish.build --only sizing/padding        a draft of single pages in _build/draft
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from cnnkit.publish.execute import cache_folder, execute_pages, toc_pages


def build(root: Path, only: Sequence[str] = ()) -> int:
    """Build `root`/book with the settings of `root`/_config.yml into `root`/_build/html; returns 0 or 1.

    With `only`, those pages go to `root`/_build/draft/_build/html; there, a warning
    (a link to a page left out, for one) is printed and is no error.
    """
    start = time.monotonic()
    book, out, toc = root / "book", root, root / "book" / "_toc.yml"
    if only:
        out = root / "_build" / "draft"
        toc = _draft_toc(only, out)
    failed = [o for o in execute_pages(toc_pages(toc, book), cache_folder(book)) if o.traceback]
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
    if ran.returncode or only:
        print(ran.stderr, end="", file=sys.stderr)
    if ran.returncode:
        # an incremental build repeats no warning of pages it does not read again, so the next one reads all
        shutil.rmtree(out / "_build" / ".doctrees", ignore_errors=True)
        return 1
    site = out / "_build" / "html" / (f"{only[0].removesuffix('.md')}.html" if only else "index.html")
    print(f"The book is built ({time.monotonic() - start:.0f} s). Open {site}, or run: make serve")
    return 0


def _draft_toc(only: Sequence[str], out: Path) -> Path:
    first, *rest = (name.removesuffix(".md") for name in only)
    out.mkdir(parents=True, exist_ok=True)
    draft = out / "_toc.yml"
    toc: dict[str, Any] = {"format": "jb-book", "root": first}
    if rest:
        toc["chapters"] = [{"file": name} for name in rest]
    draft.write_text(yaml.safe_dump(toc), "utf8")
    return draft


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
    except FileNotFoundError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    raise SystemExit(main())
