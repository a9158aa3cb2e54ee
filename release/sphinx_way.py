"""The book without Jupyter Book, whose 1.x line has ended: conf.py from _config.yml, then plain sphinx-build.

    python -m release.sphinx_way            the site in _build/sphinx/html, compared with `make book`'s

`jupyter-book config sphinx` writes the settings as a conf.py; of its extensions those fall away that belong
to Jupyter Book or that the course never shows. The build then runs with `jupyter_book` made impossible to
import, so that what it gives is what is left without it. `_config.yml` stays the first way and conf.py its
copy: to leave for good, keep `_build/sphinx/conf.py` beside `_config.yml` and have `cnnkit.publish.build`
call sphinx-build. Exit code 1 where a page is missing, added, or its article says something else.
"""

from __future__ import annotations

import argparse
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from release.articles import differences

LEFT_OUT = {"jupyter_book", "sphinx_thebe", "sphinx_comments", "sphinx_jupyterbook_latex"}
"""Extensions that come with Jupyter Book alone; their settings go with them."""
_SETTINGS = ("comments_config", "use_jupyterbook_latex", "use_multitoc_numbering")
_BLOCK = 'raise ImportError("this build goes without Jupyter Book")\n'


def write_conf(root: Path, folder: Path) -> Path:
    """conf.py of `root`/_config.yml in `folder`, without what is Jupyter Book's own."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "_config.yml", folder)
    tool = Path(sys.executable).parent / "jupyter-book"
    book = (root / "book").resolve()
    words = [tool, "config", "sphinx", book, "--config", folder / "_config.yml", "--toc", book / "_toc.yml"]
    subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    conf = folder / "conf.py"
    told = {name: value for name, value in runpy.run_path(str(conf)).items() if not name.startswith("__")}
    told["extensions"] = [name for name in told["extensions"] if name not in LEFT_OUT]
    # Sphinx looks for them beside conf.py, Jupyter Book beside the pages
    told["bibtex_bibfiles"] = [os.path.relpath(book / name, folder) for name in told["bibtex_bibfiles"]]
    lines = [f"{name} = {value!r}" for name, value in sorted(told.items()) if name not in _SETTINGS]
    conf.write_text(
        "\n".join(["# Made by `python -m release.sphinx_way` from _config.yml.", *lines, ""]), "utf8"
    )
    return conf


def build(root: Path, folder: Path) -> Path:
    """The site of `root`/book by sphinx-build, warnings being errors; its pages must have been executed.

    Raises `CalledProcessError` with what Sphinx said.
    """
    conf = write_conf(root, folder)
    blocked = folder / "without"
    blocked.mkdir(exist_ok=True)
    (blocked / "jupyter_book.py").write_text(_BLOCK)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "-n", "--keep-going"]
    command += [
        "-c",
        str(conf.parent),
        "-d",
        str(folder / "doctrees"),
        str(root / "book"),
        str(folder / "html"),
    ]
    kept = [str(blocked), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(kept)}
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)
    return folder / "html"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m release.sphinx_way", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("root", nargs="?", type=Path, default=Path(), help="folder of _config.yml and book/")
    root = parser.parse_args().root.resolve()
    first = root / "_build" / "html"
    if not (first / "index.html").is_file():
        parser.exit(1, f"{first} holds no site to compare with: run make book first\n")
    try:
        site = build(root, root / "_build" / "sphinx")
    except subprocess.CalledProcessError as error:
        parser.exit(1, f"sphinx-build failed:\n{error.stderr}\n")
    found = differences(first, site)
    print(*found, sep="\n", end="\n" if found else "")
    pages = len(list(site.rglob("*.html")))
    print(f"{pages} pages by sphinx-build in {site}, {len(found)} differences from those of Jupyter Book")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
