"""What the catalogue says, as rows for a page: one network's card, and networks that were measured alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from cnnkit.models.catalog.entry import Entry, Variant
from cnnkit.models.catalog.reported import Printed, Reported, amount

__all__ = ["Measured", "card", "comparison", "markdown", "measured", "read_in", "years"]

NOTHING = "–"
NOT_SEEN = "from print, not seen by us"


def card(entry: Entry, variant: str | None = None) -> list[tuple[str, str, str]]:
    """Rows (what, as printed, as built): counts, errors, and how the network differs from the paper's.

    Where the paper's own network is none of our variants, its numbers have rows of their own, with "not
    built" beside them: no number stands beside another network.
    """
    built = entry.variants[variant or entry.default]
    rows = [
        ("variant", NOTHING, variant or entry.default),
        ("made for", NOTHING, f"{entry.dataset}, {'×'.join(map(str, entry.input_shape))}"),
        ("published", years(entry), NOTHING),
        *_counts(built),
        *(("error", error_text(error), NOTHING) for error in built.errors),
    ]
    if built.differs:
        rows.append(("differs from the paper", NOTHING, built.differs))
    for other in entry.unbuilt:
        rows.append((other.network, NOTHING, "not built"))
        rows += _printed(other.printed)
        rows += [("error", error_text(error), "not built") for error in other.errors]
    return rows


def years(entry: Entry) -> str:
    """Of first publication and, where it is another, of print."""
    if entry.year is None:
        return NOTHING
    later = entry.year_of_print not in (None, entry.year)
    return f"{entry.year}, in print {entry.year_of_print}" if later else f"{entry.year}"


def _counts(built: Variant) -> list[tuple[str, str, str]]:
    printed = built.printed or Printed(place="")
    rows = [
        ("parameters", *_beside(printed.params, printed.place, built.params_without_heads)),
        ("multiplications", *_beside(printed.macs, printed.place, built.macs)),
    ]
    if built.auxiliary:
        rows.insert(1, ("parameters in training only", NOTHING, f"{built.auxiliary:,}"))
    return rows


def _beside(text: str | None, place: str, count: int) -> tuple[str, str]:
    if text is None:
        return NOTHING, f"{count:,}"
    told = amount(text)
    if told.agrees(count):
        verdict = "as printed"
    else:
        verdict = f"{100 * (count / told.value - 1):+.1f} %".replace("-", "−")
    return f"{text} ({place})", f"{count:,} ({verdict})"


def _printed(printed: Printed | None) -> list[tuple[str, str, str]]:
    counts = (("parameters", printed.params), ("multiplications", printed.macs)) if printed else ()
    return [(what, f"{text} ({printed.place})", "not built") for what, text in counts if printed and text]


def error_text(error: Reported) -> str:
    """ "22.85 % top-1, 6.71 % top-5; ImageNet validation, 10 crops, 224 pixels; table 3; read in …"."""
    rates = (f"{rate:g} % {kind}" for rate, kind in ((error.top1, "top-1"), (error.top5, "top-5")) if rate)
    how = [error.dataset]
    if error.whole:
        how.append("whole pictures")
    elif error.crops:
        how.append(f"{error.crops} crops" if error.crops > 1 else "one crop")
    if error.side:
        how.append(f"{error.side} pixels")
    if error.networks > 1:
        how.append(f"{error.networks} networks")
    told = (", ".join(rates), ", ".join(how), error.place, error.note, read_in(error.checked_in))
    return "; ".join(filter(None, told))


def read_in(place: str) -> str:
    """Of a printed number: where we read it, or that we did not."""
    return f"read in {place}" if place else NOT_SEEN


@dataclass(frozen=True)
class Measured:
    """An error, and the variant of the network that has it."""

    entry: Entry
    variant: str
    error: Reported

    @property
    def built(self) -> Variant:
        return self.entry.variants[self.variant]


def measured(entries: Iterable[Entry], **protocol: object) -> list[Measured]:
    """All errors that were measured alike: only these may stand in one plot.

    Args:
        protocol: fields of `Reported` with the value that they must have, as
            `dataset="ImageNet validation", crops=1, networks=1`.
    """
    legal = [field.name for field in fields(Reported)]
    if wrong := [name for name in protocol if name not in legal]:
        raise ValueError(f"an error says nothing of {' or '.join(wrong)}; legal: {', '.join(legal)}")
    return [
        Measured(entry, name, error)
        for entry in entries
        for name, variant in entry.variants.items()
        for error in variant.errors
        if all(getattr(error, field) == value for field, value in protocol.items())
    ]


HEAD = ("network", "year", "parameters", "multiplications", "top-1 error, %", "top-5 error, %")


def comparison(
    lines: Sequence[Measured],
) -> list[tuple[str, int | None, int, int, float | None, float | None]]:
    """Rows under `HEAD`, parameters without auxiliary heads; a variant that is no default is named."""
    return [
        (
            line.entry.name + ("" if line.variant == line.entry.default else f" ({line.variant})"),
            line.entry.year,
            line.built.params_without_heads,
            line.built.macs,
            line.error.top1,
            line.error.top5,
        )
        for line in lines
    ]


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; whole numbers of five digits or more with separators, "–" for None."""
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: object) -> str:
    if cell is None:
        return NOTHING
    text = f"{cell:,}" if isinstance(cell, int) and abs(cell) > 9999 else f"{cell}"
    return text.replace("|", "\\|")
