"""What belongs together stands on both sides: a section and its tasks, its cards, its functions."""

from collections.abc import Iterable, Sequence
from typing import Any

from docutils import nodes
from sphinx.addnodes import desc, desc_content
from sphinx.transforms.post_transforms import SphinxPostTransform

from cnnkit.publish.relations import SECTION, Relations, entries, relations


class RelatedLinks(SphinxPostTransform):
    """The foot of a section, a line under a card's heading, one at the end of a function's text."""

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
        for name, entry in [*entries(self.document)]:
            self._entry(entry, known.users.get(name, []))

    def _foot(self, page: str, known: Relations) -> None:
        last = [
            part for part in self.document.findall(nodes.section) if isinstance(part.parent, nodes.document)
        ][-1:]
        functions = [self._name(name, known.home[name]) for name in known.names[page]]
        lines = [
            self._line("Tasks: ", map(self._label, known.tasks[page])),
            self._line("Cards: ", map(self._label, known.cards[page])),
            self._line("In the package: ", functions),
        ]
        if last and any(lines):
            foot = nodes.container("", *filter(None, lines), classes=["ck-related"])
            last[0] += foot

    def _card(self, part: nodes.section, pages: Sequence[str]) -> None:
        line = self._line("In the course: ", map(self._page, pages))
        if line:
            line["classes"].append("ck-related")
            part.insert(1, line)

    def _entry(self, entry: desc, pages: Sequence[str]) -> None:
        line, content = self._line("In the course: ", map(self._page, pages)), entry.next_node(desc_content)
        if line and content is not None:
            line["classes"].append("ck-related")
            content += line

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
        labels: dict[str, tuple[str, str, str]] = self.env.get_domain("std").labels  # type: ignore[attr-defined]
        # a label `card-highway32_cifar` has the id `card-highway32-cifar`, which is what its card is known by
        by_id = (place for place in labels.values() if place[1] == label)
        page, fragment, title = labels.get(label) or next(by_id, ("", "", ""))
        return self._link(page, fragment, nodes.Text(title)) if page else None

    def _name(self, name: str, home: str) -> nodes.reference:
        return self._link(home, name, nodes.literal("", name.rpartition(".")[2]))

    def _page(self, page: str) -> nodes.reference:
        return self._link(page, "", nodes.Text(self.env.titles[page].astext()))
