"""A network's card as Markdown: facts, the paper's table beside ours, errors, variants; many in one table."""

from __future__ import annotations

import re
import sys
from ast import get_docstring, parse
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from cnnkit.models.catalog.cards import NOTHING, error_text, markdown, measured, read_in, years
from cnnkit.models.catalog.contest import CONTEST, Result
from cnnkit.models.catalog.entry import Entry, Variant
from cnnkit.models.catalog.peers import PEERS
from cnnkit.models.catalog.reported import Printed, Reported, amount
from cnnkit.models.catalog.tables import TABLES, row_by_row
from cnnkit.models.catalog.tables.line import Summary, parts
from cnnkit.models.published.files import PUBLISHED, Preparation, Published

__all__ = ["errors", "facts", "model_file", "notes", "overview", "rows", "short", "variants"]

SAME = "the same"


def facts(entry: Entry, depth: int) -> str:
    """Where it comes from, and its counts: as printed, as built.

    Args:
        depth: layers with weights on the longest way through the default variant.
    """
    built = entry.variants[entry.default]
    printed = built.printed or Printed(place="")
    lines = [
        ("parameters", *_beside(printed.params, printed.place, built.params_without_heads)),
        ("multiplications", *_beside(printed.macs, printed.place, built.macs)),
    ]
    if printed.differs:
        lines.append(("why they differ", NOTHING, f"*{printed.differs}*"))
    if built.auxiliary:
        lines.insert(1, ("parameters in training only", NOTHING, f"{built.auxiliary:,}"))
    sides = f"{entry.sides[0]} or more" if entry.sides[1] is None else f"{entry.sides[0]} to {entry.sides[1]}"
    lines.append(("layers with weights, the longest way", NOTHING, f"{depth:,}"))
    lines.append(("legal sides", NOTHING, sides))
    source = f", {{cite}}`{entry.citation}`" if entry.citation else ""
    when = f"**published** {years(entry)}{source}" if entry.year else "no paper describes it"
    made = f"**made for** {entry.dataset}, {'×'.join(map(str, entry.input_shape))}"
    story = f"**told in** [its section]({_to_page(entry.page)})"
    default = f"**default variant** `{entry.default}`" + (f": {built.differs}" if built.differs else "")
    head = " · ".join((made, when, story, default))
    return f"{head}\n\n{markdown(('count', 'as printed', 'as built'), lines)}"


def rows(entry: Entry, summary: Summary) -> str:
    """The paper's table beside ours row by row; where it prints none, ours alone by stages.

    Args:
        summary: of the variant that `TABLES` names, or of the default.
    """
    table = TABLES.get(entry.name)
    if table is None:
        lines = [
            (f"`{part.name}`", "×".join(map(str, (*part.shape[1:], *part.shape[:1]))),
             f"{short(part.params)} parameters<br>{short(part.macs)} mult.")
            for part in parts(summary, entry.stages)
        ]  # fmt: skip
        told = (
            "**Ours by stages.** We know of no table of the paper that gives its sizes or counts row by row."
        )
        return f"{told}\n\n{markdown(('stage', 'leaves', 'holds'), lines)}"
    compared = row_by_row(table, summary)
    lines = [
        (
            row.label,
            row.printed,
            ("≠ " if row.disagreements else "")
            + (SAME if row.ours == row.printed else row.ours or NOTHING)
            + (f"<br>*{row.remark}*" if row.remark else ""),
        )
        for row in compared
    ]
    apart = sum(bool(row.disagreements) for row in compared)
    verdict = f"{apart} of {len(compared)} rows differ" if apart else f"all {len(compared)} rows agree"
    which = f" (`{table.variant}`)" if table.variant else ""
    seen = _linked(read_in(table.checked_in))
    note = f" {table.note}" if table.note else ""
    place = table.place.removesuffix(".")
    told = f"**As printed ({place}), beside ours{which}:** {verdict}.{note} The printed numbers: {seen}."
    return f"{told}\n\n{markdown(('row', 'as printed', 'ours'), lines)}"


def errors(entry: Entry) -> str:
    """All published errors with their protocol, by variant; "" where there is none."""
    lines = [
        (
            _rate(error.top1),
            _rate(error.top5),
            _measured_how(error, "" if name == entry.default else f"`{name}`"),
        )
        for name, variant in entry.variants.items()
        for error in variant.errors
    ]
    lines += [
        (_rate(error.top1), _rate(error.top5), _measured_how(error, f"not built: {other.network}"))
        for other in entry.unbuilt
        for error in other.errors
    ]
    contest = "".join(f"\n\n{_in_contest(result)}" for result in CONTEST if result.network == entry.name)
    if not lines:
        return f"**Published errors.** The catalogue has none for this very network.{contest}"
    table = markdown(("top-1", "top-5", "of what, and how measured"), lines)
    return f"**Published errors,** in per cent\n\n{table}{contest}"


def variants(entry: Entry) -> str:
    """Each variant with its counts and how it differs; what is not built; whose trained weights fit."""
    lines = [(f"`{name}`", _counts(built), _told(name, built)) for name, built in entry.variants.items()]
    for other in entry.unbuilt:
        printed = other.printed
        told = [f"{text} {unit}" for text, unit in (
            (printed.params, "parameters"), (printed.macs, "mult."),
        ) if text] if printed else []  # fmt: skip
        place = f" ({printed.place})" if printed else ""
        lines.append(("not built", "<br>".join(told) + place if told else NOTHING, other.network))
    table = markdown(("variant", "counts", "how it differs from what is printed"), lines)
    weights = [
        _published(name, PUBLISHED[entry.name]) if name == "imagenet" and entry.name in PUBLISHED else
        f"`weights=\"{name}\"` ships with the package."
        for name in entry.weights
    ]  # fmt: skip
    trained = f"\n\n**Trained weights.** {' '.join(weights)}" if weights else ""
    peers = "".join(
        f"\n\n**In {peer.library}:** {peer.differs} ({_linked(peer.place)})."
        for peer in PEERS
        if entry.name in peer.networks
    )
    return f"**Variants, and what peers build**\n\n{table}{trained}{peers}"


def model_file(entry: Entry) -> Path:
    """The file of `cnnkit.models` that builds it."""
    build = entry.builder
    build = build.func if isinstance(build, partial) else build
    return Path(str(sys.modules[build.__module__].__file__))


def notes(entry: Entry) -> str:
    """What the model file says of itself behind its citation and its idea: sizes, counts, deviations."""
    story = get_docstring(parse(model_file(entry).read_text("utf8"))) or ""
    return "\n\n".join(story.split("\n\n")[2:])


def overview(entries: Iterable[Entry]) -> str:
    """One table of networks: year, counts, best error of one network and one crop, link to the card."""
    lines = [
        (
            f"[{entry.name.replace('_', '_<wbr>')}](#card-{entry.name})<br>{entry.dataset}",
            entry.year,
            f"{short(entry.params_without_heads)}<br>{short(entry.macs)}",
            _best(entry),
        )
        for entry in entries
    ]
    return markdown(("network", "year", "params<br>mult.", "error, %"), lines)


def short(count: float) -> str:
    """Three digits: "25.6 M"."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("K", 1e3)):
        if count >= 0.9995 * size:
            digits = f"{count / size:.3g}" if count / size < 999.5 else f"{count / size:.0f}"
            return f"{digits}\N{NO-BREAK SPACE}{unit}"
    return f"{count:.0f}"


def _best(entry: Entry) -> str:
    """Of one network on one crop, or else with what its least number of views is; "not built" where it is
    printed only of the paper's network, and that is none of our variants.
    """
    found = measured([entry], networks=1)
    one = [line for line in found if line.error.crops == 1]
    if not found:
        others = [error for other in entry.unbuilt for error in other.errors if error.networks == 1]
        return f"{_rates(others[0])}<br>not built" if others else NOTHING
    line = min(one or found, key=lambda line: line.error.top1 or line.error.top5 or 0.0)
    error, which = line.error, "" if line.variant == entry.default else f"<br>{line.variant}"
    views = "whole pictures" if error.whole else f"{error.crops} crops" if error.crops else "crops not told"
    protocol = "" if one else f"<br>{views}"
    return f"{_rates(error)}{protocol}{which}"


def _rates(error: Reported) -> str:
    """Top-1 and top-5."""
    return f"{_rate(error.top1)}\N{NO-BREAK SPACE}/ {_rate(error.top5)}"


def _beside(text: str | None, place: str, count: int) -> tuple[str, str]:
    if text is None:
        return NOTHING, f"{count:,}"
    return f"{text} ({place})", f"{count:,}, {_verdict(text, count)}"


def _verdict(text: str, count: int) -> str:
    """Of what we count beside what is printed."""
    told = amount(text)
    if told.agrees(count):
        return "agrees"
    apart = 100 * (count / told.value - 1)
    return f"{abs(apart):.1f} % {'more' if apart > 0 else 'less'}"


def _rate(rate: float | None) -> str:
    return NOTHING if rate is None else f"{rate:.2f}"


def _measured_how(error: Reported, which: str) -> str:
    """The text of the error without its rates, which have columns of their own."""
    told = _linked(error_text(error).split("; ", 1)[1])
    return f"{which}; {told}" if which else told


def _linked(text: str) -> str:
    """Addresses that may break at their slashes, and paths as code, which breaks anywhere."""
    text = re.sub(r"(?<![\w./])(?:[\w-]+/)+[\w-]+\.py\b", r"`\g<0>`", text)
    return re.sub(r"github\.com/[\w-]+/[\w-]+", lambda m: f"[{_breaking(m[0])}](https://{m[0]})", text)


def _breaking(address: str) -> str:
    return address.replace("/", "/<wbr>").replace("-", "-<wbr>")


def _in_contest(result: Result) -> str:
    many = f"{result.networks} networks averaged" if result.networks else "how many networks, we do not know"
    note = f"; {result.note}" if result.note else ""
    seen = _linked(read_in(result.checked_in))
    return (
        f"**In the contest,** ILSVRC {result.year}: the entry of {result.team}, place {result.place}, top-5 "
        f"error {result.top5:g} on the test pictures; {many}{note} ({result.source}; {seen})."
    )


def _counts(built: Variant) -> str:
    extra = f"<br>{short(built.auxiliary)} more in training" if built.auxiliary else ""
    return f"{built.params_without_heads:,}<br>{short(built.macs)} mult.{extra}"


def _told(name: str, built: Variant) -> str:
    told = built.differs or f"the {name}'s in all that it says"
    if built.printed is None:
        return told
    pairs = ((built.printed.params, built.params_without_heads), (built.printed.macs, built.macs))
    counts = [f"{text}, {_verdict(text, count)}" for text, count in pairs if text]
    return f"{told}<br>printed ({built.printed.place}): {'; '.join(counts)}"


def _published(name: str, file: Published) -> str:
    of = " and ".join(f"`{variant}`" for variant in file.variants)
    note = f"; {file.note}" if file.note else ""
    return (
        f'`weights="{name}"` loads the file of {file.peer}, with which {of} computes the same '
        f"function{note}; it reads {_prepared(file.preparation)}."
    )


def _prepared(how: Preparation) -> str:
    def colours(values: Sequence[float]) -> str:
        return f"{values[0]:g}" if len(set(values)) == 1 else ", ".join(f"{value:g}" for value in values)

    return (
        f"{how.crop}×{how.crop} pixels from pictures of {how.resize}, less {colours(how.mean)} "
        f"and divided by {colours(how.std)}"
    )


def _to_page(page: str) -> str:
    """From a card, in book/architectures/cards."""
    return f"../../{page}.md"
