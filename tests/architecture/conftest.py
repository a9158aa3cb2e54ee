"""The graph of imports, read once, and a way to try what an arrow too many would be."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import grimp
import pytest


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("cnnkit", cache_dir=None)


@pytest.fixture
def one_more(graph: grimp.ImportGraph) -> Callable[[str, str], AbstractContextManager[str]]:
    """`with one_more(importer, imported) as arrow`: as long as it lasts, the graph holds this import too."""

    @contextmanager
    def added(importer: str, imported: str) -> Iterator[str]:
        assert {importer, imported} <= graph.modules
        graph.add_import(importer=importer, imported=imported)
        try:
            yield f"{importer} -> {imported}"
        finally:
            graph.remove_import(importer=importer, imported=imported)

    return added
