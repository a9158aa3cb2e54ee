"""The wheel, built from the tracked files alone: a folder that an earlier build left would end up in it.

python -m release.wheel [FOLDER]          builds into FOLDER (dist), and says what of the tree is missing
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_SHIPPED = {
    "cnnkit/publish/globals.d.ts": "types for the checker of the front end",
    "cnnkit/widgets/front/build.mjs": "bundles the front end into dist/, which ships",
    "cnnkit/widgets/front/kernels.mjs": "makes the engine's kernels, which ship in dist/",
    "cnnkit/widgets/front/styles.mjs": "a part of the bundler",
    "cnnkit/widgets/front/engine/kernels.ts": "source of the engine's kernels",
}
"""Tracked files under cnnkit/ that serve only who builds from a clone, with what they are for."""


def tracked(root: Path = ROOT) -> list[str]:
    """The files that git keeps and that are there, as paths from `root`."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    return sorted(name for name in told.decode().split("\0") if name and (root / name).is_file())


def build(into: Path, root: Path = ROOT) -> Path:
    """Build the wheel of `root` and return where it lies; raises `CalledProcessError` with pip's words."""
    with tempfile.TemporaryDirectory() as temporary:
        for name in tracked(root):
            if name.startswith("cnnkit/") or "/" not in name:
                target = Path(temporary) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / name, target)
                target.chmod(0o644)
        made = Path(temporary) / "made"
        # the environment's own setuptools, which the pins name: nothing is fetched; others may read the files
        options = ["--quiet", "--no-deps", "--no-build-isolation"]
        command = [sys.executable, "-m", "pip", "wheel", *options, "-w", made, temporary]
        subprocess.run(
            [str(word) for word in command], check=True, capture_output=True, text=True, umask=0o022
        )
        (wheel,) = made.glob("*.whl")
        into.mkdir(parents=True, exist_ok=True)
        kept = Path(shutil.copy(wheel, into))
        kept.chmod(0o644)
        return kept


def differences(wheel: Path, root: Path = ROOT) -> list[str]:
    """Files of cnnkit/ that the wheel lacks, holds with other bytes, or holds without git's knowing them."""
    ours = {name for name in tracked(root) if name.startswith("cnnkit/")} - NOT_SHIPPED.keys()
    with zipfile.ZipFile(wheel) as archive:
        there = {name for name in archive.namelist() if ".dist-info/" not in name}
        other = {name for name in ours & there if archive.read(name) != (root / name).read_bytes()}
    return [
        *(f"missing: {name}" for name in sorted(ours - there)),
        *(f"not ours: {name}" for name in sorted(there - ours)),
        *(f"other bytes: {name}" for name in sorted(other)),
    ]


def main() -> int:
    wheel = build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist")
    found = differences(wheel)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{wheel}: {wheel.stat().st_size / 1e6:.1f} MB, {len(found)} differences from the tree")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
