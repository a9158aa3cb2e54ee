"""The first use of each glossary term on a page becomes a quiet link, with the definition as its tooltip."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

GLOSSARY = "appendix/glossary"
NOT_ON = re.compile(r"appendix/|instructor/|.*/(?:exercises|review)$")
"""Pages to look things up, those for instructors, where a *branch* is one of git, tasks and questions."""
_NETWORKS = "basics/ blocks/ architectures/"
MEANT_IN = {
    "box": "detection/",
    "branch": "blocks/ architectures/",
    "dense network": "basics/ blocks/one-by-one blocks/regularization architectures/cards/",
    "gate": "blocks/gates architectures/",
    "head": f"{_NETWORKS} detection/one-box detection/regions",
    "jump": "sizing/",
    "loss": f"{_NETWORKS} visualization/adv visualization/inv detection/one detection/seg detection/yolo",
    "path": "architectures/",
    "precision": "detection/evaluation",
    "prior": "visualization/",
    "proposal": "detection/",
    "recall": "detection/evaluation",
    "routing": "blocks/gates",
    "skip": "blocks/ architectures/ detection/segmentation",
    "stage": "architectures/ sizing/counting sizing/receptive-field",
    "template": "basics/",
    "tower": "architectures/",
    "transfer": "architectures/",
    "unit": "basics/conv basics/train sizing/recep blocks/signals architectures/ visualization/back",
}
"""Words of everyday English, and the beginnings of the pages on which they mean what the glossary says."""
BOXES = {"ck-goal", "ck-source", "cell", "sd-card", "sd-dropdown"}
"""No links in the goal, corrections, cells and what they show, cards, and folds, which are shut at first."""
_NOT_IN = (
    nodes.title, nodes.rubric, nodes.caption, nodes.legend, nodes.table, nodes.reference, nodes.literal,
    nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.footnote, nodes.citation,
    nodes.definition_list, nodes.Invisible,
)  # fmt: skip
_PLURALS = (("y", "ies"), ("s", "ses"), ("x", "xes"), ("ch", "ches"))


@dataclass(frozen=True)
class Term:
    """One entry: its names, the fragment of its first name, and its definition in plain text."""

    names: tuple[str, ...]
    fragment: str
    definition: str

    def meant_on(self, page: str) -> bool:
        return any(page.startswith(place) for place in MEANT_IN.get(self.names[0], "").split() or [""])


def _pattern(name: str) -> str:
    """The name as it may stand in a sentence: in the plural, at its beginning, broken over two lines."""
    *words, last = re.split(r"\s+", re.sub(r"\s*\(.*\)", "", name))  # "anchor (of a grid)" is called anchor
    forms = [
        last,
        f"{last}s",
        *(last.removesuffix(end) + more for end, more in _PLURALS if last.endswith(end)),
    ]
    last = f"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})"
    text = r"\s+".join([*map(re.escape, words), last])
    first = re.escape(name[0])
    # a capital in the glossary is part of the name: Dice is no dice
    return (
        text
        if name[0].isupper()
        else re.sub(rf"^((?:\(\?:)?){first}", rf"\1[{first}{name[0].upper()}]", text)
    )


def terms(env: BuildEnvironment) -> list[Term]:
    """The entries of the book's glossary; none where the book has no such page."""
    stored = Path(env.doctreedir) / f"{GLOSSARY}.doctree"
    return _entries(env, stored.stat().st_mtime_ns) if stored.exists() and GLOSSARY in env.all_docs else []


@lru_cache(maxsize=1)
def _entries(env: BuildEnvironment, changed: int) -> list[Term]:
    found = []
    for item in env.get_doctree(GLOSSARY).findall(nodes.definition_list_item):
        names = [child for child in item.children if isinstance(child, nodes.term)]
        definition = next(child for child in item.children if isinstance(child, nodes.definition))
        found.append(Term(tuple(name.astext() for name in names), names[0]["ids"][0], plain(definition)))
    return found


def plain(definition: nodes.Element) -> str:
    """A definition as text for a tooltip, up to its first formula, which stands behind a colon."""
    text = ""
    for leaf in definition.findall(nodes.Text):
        if isinstance(leaf.parent, nodes.math):
            before, colon, _ = text.rpartition(":")
            if not colon or text.rstrip() != f"{before}:":
                raise ValueError(
                    f"glossary: a formula follows {text[-40:]!r}; put it behind a colon at the end"
                )
            return " ".join(before.split()) + "."
        text += leaf.astext()
    return " ".join(text.split())


def prose(node: nodes.Element) -> Iterator[nodes.Text]:
    """The texts of a page in which a term may become a link."""
    join_lines(node)
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child
        elif isinstance(child, nodes.Element) and not _left_out(child):
            yield from prose(child)


def join_lines(node: nodes.Element) -> None:
    """Makes one text of what MyST parts at the ends of lines, so that a term may stand on two."""
    children: list[nodes.Node] = []
    for child in node.children:
        if children and isinstance(child, nodes.Text) and isinstance(children[-1], nodes.Text):
            children[-1] = nodes.Text(children[-1].astext() + child.astext())
        else:
            children.append(child)
    if len(children) < len(node.children):
        node.children = []
        node.extend(children)


def _left_out(node: nodes.Element) -> bool:
    return (
        isinstance(node, _NOT_IN)
        or bool(BOXES & set(node.get("classes", ())))
        or (isinstance(node, nodes.paragraph) and node.astext().startswith("Sources:"))
    )


def link_terms(document: nodes.document, known: list[Term], page: str, address: str) -> None:
    """Link the first use of each term that `page` means; `address` is that of the glossary, from the page."""
    marked = _dressed(document, known)
    meant = [(name, term) for term in known if term.meant_on(page) for name in term.names]
    meant.sort(key=lambda it: -len(it[0]))  # "global pooling" before "global"
    anywhere = re.compile(rf"(?<![\w-])(?:{'|'.join(f'({_pattern(name)})' for name, _ in meant)})(?![\w-])")
    for text in list(prose(document)) if meant else ():
        pieces, end = [], 0
        for match in anywhere.finditer(text):
            term = meant[(match.lastindex or 0) - 1][1]
            if term in marked:
                continue
            marked.add(term)
            link = nodes.reference("", match[0], internal=True, refuri=f"{address}#{term.fragment}")
            pieces += [nodes.Text(text[end : match.start()]), _dress(link, term)]
            end = match.end()
        if pieces:
            pieces.append(nodes.Text(text[end:]))
            text.parent.replace(text, [piece for piece in pieces if piece.astext()])


def _dressed(document: nodes.document, known: list[Term]) -> set[Term]:
    """The terms that the page's author has linked; these links now look like all others."""
    by_fragment, marked = {term.fragment: term for term in known}, set()
    for link in document.findall(nodes.reference):
        before, _, fragment = link.get("refuri", "").rpartition("#")
        term = by_fragment.get(fragment)
        if term and before.removesuffix(".html").endswith("glossary"):
            marked.add(term)
            _dress(link, term)
    return marked


def _dress(link: nodes.reference, term: Term) -> nodes.reference:
    link["classes"].append("ck-term")
    link["reftitle"] = term.definition
    return link


class TermLinks(SphinxPostTransform):
    """Links the first use of each term; where the author wrote `{term}`, that is the one."""

    default_priority = 220  # references are resolved, and cells folded
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        page = self.env.docname
        if not NOT_ON.match(page) and (known := terms(self.env)):
            link_terms(self.document, known, page, self.app.builder.get_relative_uri(page, GLOSSARY))
