"""What belongs together stands on both sides: a section and its tasks, its cards, its functions."""

from collections.abc import Iterable, Sequence
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from cnnkit.publish.relations import API, SECTION, Relations, relations, rows


class RelatedLinks(SphinxPostTransform):
    """The foot of a section, a line under a card's heading, one in each row of the page about the package."""

    default_priority = 230  # behind the terms of the glossary, which have no business in these links
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        page, known = self.env.docname, relations(self.env)
        if page not in known.found:
            return
        if SECTION.fullmatch(page):
            self._foot(page, known)
        for part in self.document.findall(nodes.section):
            for card in [label for label in part["ids"] if label in known.tellers]:
                self._card(part, known.tellers[card])
        if page == API:
            for name, row in rows(self.document):
                self._row(name, row, known.users.get(name, []))

    def _foot(self, page: str, known: Relations) -> None:
        last = [
            part for part in self.document.findall(nodes.section) if isinstance(part.parent, nodes.document)
        ][-1:]
        lines = [
            self._line("Tasks: ", map(self._label, known.tasks[page])),
            self._line("Cards: ", map(self._label, known.cards[page])),
            self._line("In the package: ", map(self._name, known.names[page])),
        ]
        if last and any(lines):
            foot = nodes.container("", *filter(None, lines), classes=["ck-related"])
            last[0] += foot

    def _card(self, part: nodes.section, pages: Sequence[str]) -> None:
        line = self._line("In the course: ", map(self._page, pages))
        if line:
            line["classes"].append("ck-related")
            part.insert(1, line)

    def _row(self, name: str, row: nodes.row, pages: Sequence[str]) -> None:
        row[0]["ids"].append(name)  # type: ignore[index]
        if line := self._line("In ", map(self._page, pages)):
            line["classes"].append("ck-related")
            row[1] += line  # type: ignore[operator]

    def _line(self, lead: str, links: Iterable[nodes.Node | None]) -> nodes.paragraph | None:
        shown = [link for link in links if link is not None]
        if not shown:
            return None
        line = nodes.paragraph("", nodes.Text(lead))
        for number, link in enumerate(shown):
            line += [nodes.Text(" · "), link] if number else [link]
        return line

    def _link(self, page: str, fragment: str, text: nodes.Node) -> nodes.reference:
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        return nodes.reference(
            "", "", text, internal=True, refuri=f"{address}#{fragment}" if fragment else address
        )

    def _label(self, label: str) -> nodes.reference | None:
        """A task or a card by the title that stands under its label; None for one that no page has."""
        page, fragment, title = self.env.get_domain("std").labels.get(label, ("", "", ""))  # type: ignore[attr-defined]
        return self._link(page, fragment, nodes.Text(title)) if page else None

    def _name(self, name: str) -> nodes.reference:
        return self._link(API, name, nodes.literal("", name.rpartition(".")[2]))

    def _page(self, page: str) -> nodes.reference:
        return self._link(page, "", nodes.Text(self.env.titles[page].astext()))
