"""Short numbered titles ("2.1 Output size") wherever a page is named; the question stays its headline.

Side bar, previous and next, search, the tab and links without words of their own take a page's title
from `title:` of its entry in `_toc.yml`.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def short_titles(site_map: Any) -> dict[str, str]:
    """The titles that `_toc.yml` gives, by page."""
    return {name: entry.title for name, entry in site_map.items() if entry.title}


def name_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Set the short titles, once all pages are read; no page has to be written again for it."""
    for page, title in short_titles(getattr(env, "external_site_map", {})).items():
        if page in env.titles:
            env.titles[page] = env.longtitles[page] = nodes.title(title, title)
    return []
