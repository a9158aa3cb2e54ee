"""What belongs together in the book, read from the pages: sections, tasks, cards and names of the package.

A section names its tasks and cards by links (`#task-…`, `#card-…`), names of the package by importing them in
a cell that readers see; a card says which section tells of it. Nothing is listed by hand.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from docutils import nodes
from sphinx.addnodes import desc, desc_signature, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

SECTION = re.compile(r"(?!appendix/|instructor/)[\w-]+/(?!index$|exercises$|review$)[\w-]+")
TOOLS = ("cnnkit.visualize.figures.", "cnnkit.visualize.drawing.", "cnnkit.widgets.")
"""What pages are drawn and asked with belongs to no section; widgets have a page of their own."""


@dataclass
class Found:
    """What one page holds."""

    targets: list[str] = field(default_factory=list)
    """Labels of tasks and cards that it links to, in order."""
    told: dict[str, list[str]] = field(default_factory=dict)
    """For each card on it, the pages that tell of the network."""
    used: list[str] = field(default_factory=list)
    """Names of the package that its cells import: `cnnkit.sizing.conv_macs`."""
    listed: list[str] = field(default_factory=list)
    """Names of the package that it documents."""


class Relations:
    """What all pages hold, put together once, both ways."""

    def __init__(self, found: dict[str, Found]) -> None:
        self.found = found
        self.sections = [page for page in found if SECTION.fullmatch(page)]
        self.home = {
            name: page for page, own in found.items() for name in own.listed if not name.startswith(TOOLS)
        }
        """The page that documents a name."""
        told = [(card, page) for own in found.values() for card, pages in own.told.items() for page in pages]
        self.tasks: dict[str, list[str]] = {}
        """Tasks that a section links to."""
        self.cards: dict[str, list[str]] = {}
        """Cards that a section links to, and those that say they are told there."""
        self.names: dict[str, list[str]] = {}
        """Documented names that a section imports."""
        for page in self.sections:
            targets, used = found[page].targets, found[page].used
            linked = [label for label in targets if label.startswith("card-")]
            self.tasks[page] = [label for label in targets if label.startswith("task-")]
            self.cards[page] = [*dict.fromkeys([*linked, *(card for card, teller in told if teller == page)])]
            self.names[page] = [name for name in self.home if any(_same(name, other) for other in used)]
        self.tellers = _turned(self.cards)
        """Sections that belong to a card."""
        self.users = _turned(self.names)
        """Sections that use a name."""

    def shown(self, page: str) -> str:
        """All that a page shows of them: where it is the same, the page need not be written again."""
        if page in self.tasks:
            return repr((self.tasks[page], self.cards[page], self.names[page]))
        own = self.found[page]
        return repr(([self.tellers.get(it) for it in own.told], [self.users.get(it) for it in own.listed]))


def _turned(table: dict[str, list[str]]) -> dict[str, list[str]]:
    """{a: [b, c]} becomes {b: [a], c: [a]}."""
    turned: dict[str, list[str]] = {}
    for page, things in table.items():
        for thing in things:
            turned.setdefault(thing, []).append(page)
    return turned


def _same(listed: str, imported: str) -> bool:
    """`cnnkit.models.create_model`, also where a page took it from its file, `cnnkit.models.create`."""
    module, _, name = listed.rpartition(".")
    return imported.startswith(f"{module}.") and imported.endswith(f".{name}")


def imported(cells: Iterable[str]) -> list[str]:
    """Full names of what cells take from the package, `visualize.fgsm` of an imported `visualize` too."""
    names: dict[str, None] = {}
    modules: dict[str, str] = {}
    for code in cells:
        try:
            nodes_of_code = [*ast.walk(ast.parse(code))]
        except SyntaxError:  # a cell in IPython's own language
            continue
        for node in nodes_of_code:
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "cnnkit":
                taken = {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
                names |= dict.fromkeys(taken.values())
                modules |= taken
        for node in nodes_of_code:
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in modules
            ):
                names[f"{modules[node.value.id]}.{node.attr}"] = None
    return [*names]


def entries(document: nodes.document) -> Iterable[tuple[str, desc]]:
    """What a page documents of the package, by full name; methods belong to their class."""
    for entry in document.findall(desc):
        signature = entry.next_node(desc_signature)
        inside = isinstance(entry.parent.parent, desc) if entry.parent is not None else False
        names = [] if signature is None or inside else signature["ids"]
        yield from ((name, entry) for name in names[:1] if name.startswith("cnnkit."))


def read(document: nodes.document, page: str) -> Found:
    """What a page holds, before its references are resolved."""
    own = Found()
    for link in document.findall(pending_xref):
        target = link["reftarget"]
        if target.startswith("card-"):
            target = target.replace("_", "-")  # as the id of its card
        if re.match(r"(?:task|card)-", target) and target not in own.targets:
            own.targets.append(target)
    for part in document.findall(nodes.section):
        for card in (label for label in part["ids"] if label.startswith("card-")):
            links = [
                link["reftarget"] for link in part.findall(pending_xref) if link.get("refdomain") == "doc"
            ]
            own.told[card] = [page for page in dict.fromkeys(links) if SECTION.fullmatch(page)]
    seen = [
        block.astext()
        for cell in document.findall(nodes.container)
        if cell.get("nb_element") == "cell_code" and "tag_remove-input" not in cell["classes"]
        for source in cell.findall(nodes.container)
        if source.get("nb_element") == "cell_code_source"
        for block in source.findall(nodes.literal_block)
    ]
    own.used = imported(seen)
    own.listed = [name for name, _ in entries(document)]
    return own


class RelationsCollector(EnvironmentCollector):
    """Keeps the relations in the environment, and names the pages that show other ones than before."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _kept(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        _kept(env).update({name: found for name, found in _kept(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        _kept(app.env)[app.env.docname] = read(doctree, app.env.docname)

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        now = relations(env)
        before: dict[str, str] = getattr(env, "cnnkit_shown", {})
        shown = {page: now.shown(page) for page in now.found}
        env.cnnkit_shown = shown  # type: ignore[attr-defined]
        return [page for page in shown if shown[page] != before.get(page)]


def _kept(env: BuildEnvironment) -> dict[str, Found]:
    if not hasattr(env, "cnnkit_found"):
        env.cnnkit_found = {}  # type: ignore[attr-defined]
    return env.cnnkit_found  # type: ignore[attr-defined]


def relations(env: BuildEnvironment) -> Relations:
    """The relations of all pages, in the order of the table of contents."""
    titled: Iterable[str] = getattr(env, "external_site_map", ())
    found, order = _kept(env), {name: i for i, name in enumerate(titled)}
    return Relations(
        {page: found[page] for page in sorted(found, key=lambda it: (order.get(it, len(order)), it))}
    )
