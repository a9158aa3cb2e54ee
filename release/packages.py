"""Every package that constraints.txt and package-lock.json pin: what it is for, and the licence it states."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.wheel import ROOT

# what metadata says in words, to the identifiers of SPDX; the first that fits
_WORDS = (
    (r"BSD[- ]3[- ]Clause|3-Clause BSD", "BSD-3-Clause"),
    (r"BSD[- ]2[- ]Clause", "BSD-2-Clause"),
    (r"(?i)Redistribution and use in source and binary forms", "BSD"),
    (r"^BSD( License)?$", "BSD"),
    (r"^(The )?MIT( [Ll]icense)?\b|^Permission is hereby granted", "MIT"),
    (r"Apache.*2|^Apache( Software)?( License)?$", "Apache-2.0"),
    (r"MPL[- ]2|Mozilla Public License 2", "MPL-2.0"),
    (r"^ISC\b|ISC [Ll]icense", "ISC"),
    (r"^PSF|Python Software Foundation", "PSF-2.0"),
    (r"^LGPL|Lesser General Public", "LGPL"),
)
PERMISSIVE = {
    "MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "PSF-2.0", "Python-2.0",
    "CC0-1.0", "Zlib", "Unlicense", "MIT-CMU", "HPND", "CNRI-Python", "BlueOak-1.0.0",
    "Apache-2.0 WITH LLVM-exception", "Public Domain", "MIT-0", "BSL-1.0",
}  # fmt: skip
"""Licences that ask for their notice and for nothing else."""


def pins(root: Path = ROOT) -> dict[str, str]:
    """Name and version of each line of constraints.txt, markers left out."""
    lines = (root / "constraints.txt").read_text("utf8").splitlines()
    found = (re.match(r"([\w.-]+)==([\w.!+-]+)", line) for line in lines)
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def licence(package: Distribution) -> tuple[str, str]:
    """The licence of a package, by SPDX where that can be told, and the field of metadata that says it."""
    told = cast(Message, package.metadata)
    if expression := told.get("License-Expression"):
        return expression, "License-Expression"
    text = (told.get("License") or "").strip()
    for pattern, name in _WORDS:
        if text and re.search(pattern, text):
            return name, "License"
    found = []
    for classifier in told.get_all("Classifier") or []:
        if classifier.startswith("License :: "):
            words = classifier.rpartition(" :: ")[2]
            found.append(next((name for pattern, name in _WORDS if re.search(pattern, words)), words))
    return " OR ".join(dict.fromkeys(found)) or "not stated", "classifiers"


def permissive(expression: str) -> bool:
    """Whether every part that must hold is in `PERMISSIVE`; of alternatives one is enough."""
    bare = re.sub(r"[()]", "", expression)
    return all(any(part.strip() in PERMISSIVE for part in each.split(" OR ")) for each in bare.split(" AND "))


def purposes() -> dict[str, list[str]]:
    """For each package that cnnkit needs, directly or not, the extras that bring it; `run` is no extra."""
    own = distribution("cnnkit")
    found: dict[str, list[str]] = {name: ["run"] for name in _closure(own, frozenset())}
    for extra in sorted(own.metadata.get_all("Provides-Extra") or []):
        for name in _closure(own, frozenset({extra})):
            if found.get(name) != ["run"]:
                found.setdefault(name, []).append(extra)
    return found


def _closure(package: Distribution, extras: frozenset[str]) -> set[str]:
    ahead, seen = _needs(package, extras), set[tuple[str, frozenset[str]]]()
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            with suppress(PackageNotFoundError):  # of another system, or of an extra not installed here
                ahead += _needs(distribution(one[0]), one[1])
    return {name for name, _ in seen}


def _needs(package: Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    wanted = [Requirement(line) for line in package.requires or []]
    return [
        (canonicalize_name(each.name), frozenset(each.extras))
        for each in wanted
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


def python_packages(root: Path = ROOT) -> list[dict[str, str]]:
    """Each pinned package with version, purpose and licence; what is not installed here says so."""
    needed, rows = purposes(), []
    for name, version in pins(root).items():
        try:
            here = distribution(name)
        except PackageNotFoundError:
            rows.append(
                {"name": name, "version": version, "for": "", "licence": "not installed here", "from": ""}
            )
            continue
        told, field = licence(here)
        why = ", ".join(needed.get(name, [])) or "the environment"
        rows.append({"name": name, "version": version, "for": why, "licence": told, "from": field})
    return rows


def npm_packages(root: Path = ROOT) -> list[dict[str, str]]:
    """Each package of package-lock.json; all serve the build and the checks, none is shipped."""
    lock = json.loads((root / "package-lock.json").read_text("utf8"))["packages"]
    rows = {
        (path.rpartition("node_modules/")[2], facts["version"], facts.get("license", "not stated"))
        for path, facts in lock.items()
        if path
    }
    return [{"name": name, "version": version, "licence": told} for name, version, told in sorted(rows)]
