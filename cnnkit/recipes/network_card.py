"""The card of a network: its drawing, its facts, the paper's table beside ours, errors, variants."""

from __future__ import annotations

from dataclasses import dataclass

from cnnkit.models.catalog import card_text
from cnnkit.models.catalog.tables import TABLES
from cnnkit.models.create import model_info
from cnnkit.recipes.on_meta import summary_of
from cnnkit.summary.longest import weighted_depth
from cnnkit.visualize.architecture import draw
from cnnkit.visualize.drawing import Drawing

__all__ = ["Folded", "Words", "family", "file_notes", "network_card"]


@dataclass(frozen=True)
class Words:
    """Markdown, as a cell shows it."""

    markdown: str

    def _repr_markdown_(self) -> str:
        return self.markdown


@dataclass(frozen=True)
class Folded:
    """A drawing that opens on a click."""

    drawing: Drawing
    label: str

    def _repr_html_(self) -> str:
        shown = self.drawing._repr_html_()
        return f'<details class="ck-data"><summary>{self.label}</summary>{shown}</details>'


def network_card(name: str, *, folded: bool = False) -> tuple[Drawing | Folded, Words]:
    """What one cell shows of a network: `display(*network_card("resnet50"))`. Nothing of it is typed.

    Args:
        folded: the drawing opens on a click, where a page has drawn a network of the same plan before.
    """
    entry = model_info(name)
    summary = summary_of(name)
    table = TABLES.get(name)
    beside = summary_of(name, table.variant) if table and table.variant else summary
    drawing = draw(summary, entry)
    words = (
        card_text.facts(entry, weighted_depth(summary)),
        card_text.rows(entry, beside),
        card_text.errors(entry),
        card_text.variants(entry),
    )
    if folded:
        drawing.caption = ""  # that of the page's first drawing
    shown = Folded(drawing, f"The drawing of {name}") if folded else drawing
    return shown, Words("\n\n".join(words))


def family(*names: str) -> Words:
    """The networks of a page in one table."""
    return Words(card_text.overview(map(model_info, names)))


def file_notes(name: str) -> Words:
    """What the file of a network says of itself: sizes, counts, deviations, what the paper leaves open."""
    return Words(card_text.notes(model_info(name)))
