"""Executes the book's pages in parallel, each into a cache of its own that changes with what it reaches."""

import hashlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cnnkit.publish.reach import PACKAGE, Tree

KERNEL_ENVIRONMENT = {
    "CNNKIT_BOOK": "1",  # figures write themselves as HTML
    "PLOTLY_RENDERER": "plotly_mimetype",  # never the CDN; a figure without alt text fails the build
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONWARNINGS": "ignore::DeprecationWarning",
}

_KEPT_S = 7 * 24 * 3600
_TIMEOUT_S = 600


@dataclass(frozen=True)
class Outcome:
    """How one page went: its seconds, and the traceback if it failed."""

    page: Path
    seconds: float
    traceback: str = ""


def cache_folders(pages: Iterable[Path], book: Path, package: Path = PACKAGE) -> dict[Path, Path]:
    """Where the outputs of each page of `book` are kept.

    jupyter-cache compares cells only, so a page would go on showing old numbers after a change of cnnkit. The
    folder's name ends in a hash of all else that decides on its outputs: the files that it reaches
    (`cnnkit.publish.reach`), whether programs that these look for are there, the pins, Python's version.
    """
    tree = Tree(book.parent, package)
    pins = book.parent / "constraints.txt"
    same_for_all = hashlib.sha256(repr(sys.version_info[:2]).encode())
    same_for_all.update(pins.read_bytes() if pins.is_file() else b"")
    folders = {}
    for page in pages:
        total = same_for_all.copy()
        for path in tree.reached(page):
            total.update(path.name.encode() + path.read_bytes())
        found = {name: shutil.which(name) is not None for name in tree.programs(page)}
        total.update(repr(sorted(found.items())).encode())
        name = "-".join(page.relative_to(book).with_suffix("").parts)
        folders[page] = book.parent / "_build" / ".cache" / f"{name}.{total.hexdigest()[:16]}"
    return folders


def toc_pages(toc: Path, book: Path) -> list[Path]:
    """The pages of `book` that `toc` names, in its order."""

    def names(entry: dict) -> Iterable[str]:
        if name := entry.get("root") or entry.get("file"):
            yield name
        for key in ("parts", "chapters", "sections", "subtrees", "entries"):
            for child in entry.get(key) or []:
                yield from names(child)

    found = []
    for name in names(yaml.safe_load(toc.read_text("utf8"))):
        page = book / (name if name.endswith((".md", ".ipynb")) else f"{name}.md")
        if not page.is_file():
            raise FileNotFoundError(f"{toc} names {name}, but there is no {page}")
        found.append(page)
    return found


def front_matter(page: Path) -> dict:
    """The YAML at the head of a page; {} if there is none."""
    text = page.read_text("utf8")
    if not text.startswith("---\n"):
        return {}
    head, _, _ = text[4:].partition("\n---")
    return yaml.safe_load(head) or {}


def is_notebook(page: Path) -> bool:
    """Whether the page holds cells to execute."""
    return page.suffix == ".md" and "kernelspec" in front_matter(page)


def execute_pages(caches: Mapping[Path, Path]) -> list[Outcome]:
    """Execute those pages that are not in their cache; those with `serial: true` in front alone, at the end.

    Prints a line a page. Returns the outcomes of the executed pages, in the order in which they ended.
    """
    caches = {page: cache for page, cache in caches.items() if is_notebook(page)}
    for folder in {cache.parent for cache in caches.values()}:
        os.environ.update(KERNEL_ENVIRONMENT, IPYTHONDIR=str(_ipython_folder(folder)))
        _forget_old(folder, caches.values())
    due = [page for page, cache in caches.items() if _outdated(page, cache)]
    alone = [page for page in due if front_matter(page).get("serial")]
    together = [page for page in due if page not in alone]
    done: list[Outcome] = []

    def report(outcome: Outcome) -> None:
        done.append(outcome)
        word = "FAILED" if outcome.traceback else "executed"
        name = outcome.page.relative_to(outcome.page.parents[1])
        print(f"[{len(done)}/{len(due)}] {word} {name} in {outcome.seconds:.1f} s", flush=True)

    if together:
        with ProcessPoolExecutor(min(len(together), os.cpu_count() or 1)) as pool:
            for future in as_completed([pool.submit(_execute, page, caches[page]) for page in together]):
                report(future.result())
    for page in alone:
        report(_execute(page, caches[page]))
    return done


def _ipython_folder(near: Path) -> Path:
    """IPython settings of the kernels: not those of whoever builds, and no remark on their transport."""
    folder = near.parent / ".ipython"
    settings = folder / "profile_default" / "ipython_kernel_config.py"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("get_config().IPKernelApp.log_level = 'ERROR'\n", "utf8")
    return folder


def _open(cache: Path) -> Any:
    # imported late: it is slow, and not needed to serve the site
    from jupyter_cache import get_cache

    return get_cache(cache)


def _outdated(page: Path, cache: Path) -> bool:
    store = _open(cache)
    store.add_nb_to_project(str(page), read_data={"name": "myst_nb_md", "type": "plugin"})
    return bool(store.list_unexecuted())


def _execute(page: Path, cache: Path) -> Outcome:
    from jupyter_cache.executors import load_executor

    store, start = _open(cache), time.monotonic()
    silent = logging.getLogger("cnnkit.publish.silent")
    silent.setLevel(logging.CRITICAL)
    executor = load_executor("local-serial", store, logger=silent)
    result = executor.run_and_cache(filter_uris=[str(page)], timeout=_TIMEOUT_S)
    seconds = time.monotonic() - start
    if result.succeeded:
        return Outcome(page, seconds)
    traceback = store.get_project_record(str(page)).traceback
    return Outcome(page, seconds, traceback or "the page could not be read, or its outputs not be kept")


def _forget_old(folder: Path, used: Iterable[Path]) -> None:
    """Remove caches that no build has used for a week, so that an edited cnnkit does not fill the disk."""
    for cache in used:
        cache.mkdir(parents=True, exist_ok=True)
        os.utime(cache)
    for cache in folder.iterdir():
        if time.time() - cache.stat().st_mtime > _KEPT_S:
            shutil.rmtree(cache)
