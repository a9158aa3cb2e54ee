"""What happens while Sphinx builds the book, so that its widgets and plots need no server."""

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from cnnkit.publish import accessibility, assets, reference
from cnnkit.publish.execute import KERNEL_ENVIRONMENT, cache_folders
from cnnkit.publish.frame import CodeBelowFigure
from cnnkit.publish.head import tags
from cnnkit.publish.percent import Percent
from cnnkit.publish.progress import write_list
from cnnkit.publish.related import RelatedLinks
from cnnkit.publish.relations import RelationsCollector
from cnnkit.publish.state import (
    INLINE_BYTES,
    STATE_MIME,
    VIEW_MIME,
    data_file,
    host,
    page_state,
    state_script,
)
from cnnkit.publish.tasks import Tasks
from cnnkit.publish.terms import GLOSSARY, TermLinks
from cnnkit.publish.titles import name_pages, short_titles
from cnnkit.publish.words import Search
from cnnkit.widgets.base import DIST

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TEMPLATE = "cnnkit-page.html"

_MATHJAX = ["input/tex", "output/chtml", "a11y/assistive-mml"]
_VIEW = re.compile(rf'<script type="{re.escape(VIEW_MIME)}">(.*?)</script>', re.S)
_PLOT = re.compile(r'<script type="application/vnd\.plotly\.v1\+json">(.*?)</script>', re.S)
_IMAGE = re.compile(
    r'(?P<attribute>src|href)="data:image/(?P<kind>png|jpeg|webp);base64,(?P<data>[A-Za-z0-9+/=]{4096,})"'
)
_FORMULA = re.compile(r'class="[^"]*\bmath\b|\\\(|\\\[|\$\$')
"""A formula of the page's own, or one that an output may hold."""


class Publisher:
    """The hooks of one build, and the data files that its pages refer to."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.images: dict[str, bytes] = {}
        self.libraries: set[str] = set()
        self.caches: dict[str, Path] = {}

    def configure(self, app: Sphinx, config: Config) -> None:
        """Settings that the course needs whatever `_config.yml` says."""
        config.nb_ipywidgets_js = {}
        config.mathjax_path = f"cnnkit/{assets.mathjax_folder()}/startup.js"
        config.mathjax3_config = {**(config.mathjax3_config or {}), "loader": {"load": _MATHJAX}}
        config.templates_path = [*config.templates_path, str(HERE / "templates")]
        # Thebe sends readers' code to a public server and names a CDN on every page
        for listeners in app.events.listeners.values():
            for listener in list(listeners):
                if (listener.handler.__module__ or "").split(".")[0] == "sphinx_thebe":
                    app.disconnect(listener.id)
        app.registry.css_files[:] = [css for css in app.registry.css_files if "thebe" not in css[0]]

    def copy_static(self, app: Sphinx) -> None:
        """Loader, colours, MathJax. Of html_static_path Jupyter Book would put each .js on each page."""
        assets.copy(_out(app))
        templates = getattr(app.builder, "templates", None)
        if templates is not None:
            templates.environment.filters["mended"] = accessibility.mend

    def outdated(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> Iterable[str]:
        """Pages with the same text and other outputs, bundles, mends, neighbours' titles or tooltips."""
        pages = {name: Path(env.doc2path(name)) for name in env.found_docs}
        folders = cache_folders(pages.values(), Path(app.srcdir))
        self.caches = {name: folders[page] for name, page in pages.items()}
        titles = short_titles(getattr(env, "external_site_map", {}))
        glossary = Path(app.srcdir, f"{GLOSSARY}.md")
        tooltips = hashlib.sha256(glossary.read_bytes()).hexdigest() if glossary.is_file() else ""
        shared = f"{assets.digest([DIST, HERE])} {titles} {tooltips}"
        before = getattr(env, "cnnkit_stamps", {})
        stamps = {name: f"{cache.name} {shared}" for name, cache in self.caches.items()}
        env.cnnkit_stamps = stamps  # type: ignore[attr-defined]
        return {name for name, stamp in stamps.items() if before.get(name) != stamp}

    def open_cache(self, app: Sphinx, name: str, text: list[str]) -> None:
        """Have MyST-NB read the outputs of this page from the page's own cache."""
        app.env.mystnb_config.execution_cache_path = str(self.caches[name])  # type: ignore[attr-defined]

    def page(self, app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: Any) -> str:
        """Put hosts and state into the page's body, and have the finished page mended."""
        scripts = [f for f in context["script_files"] if _attributes(f).get("type") != STATE_MIME]
        if not _FORMULA.search(context.get("body", "")):
            # MyST-NB wants MathJax for each page with cells, and it weighs more than most pages
            scripts = [f for f in scripts if "/mathjax-" not in str(getattr(f, "filename", ""))]
        context["script_files"][:] = scripts
        if context.get("body"):
            body = self._widgets(name, context["body"], _saved_state(app, name))
            context["body"] = self._images(self._plots(body), context["pathto"])
        if doctree is not None:
            context["metatags"] = f"{context.get('metatags', '')}\n{tags(context, doctree)}"
        context["cnnkit_template"] = template
        return TEMPLATE

    def _widgets(self, page: str, body: str, saved: dict[str, Any] | None) -> str:
        if saved is None:
            return body
        shown = {json.loads(view[1])["model_id"] for view in _VIEW.finditer(body)}
        state, dead = page_state(saved, self.files, shown=shown)
        for model in dead:
            log.warning("stock ipywidget %s is dead on a static page", model, location=page, type="cnnkit")

        def mount(match: re.Match[str]) -> str:
            model_id = json.loads(match[1])["model_id"]
            record = state["state"].get(model_id)
            return host(model_id, record["state"]) if record else ""

        return _VIEW.sub(mount, body) + (state_script(state) if state["state"] else "")

    def _plots(self, body: str) -> str:
        """Say which library draws a figure, and move the JSON of big ones out of the page."""

        def move(match: re.Match[str]) -> str:
            figure = json.loads(match[1])
            library = assets.bundle(figure["data"])
            self.libraries.add(library)
            tag = f'<script type="application/vnd.plotly.v1+json" data-ck-library="{library}"'
            if len(match[1]) <= INLINE_BYTES:
                return f"{tag}>{match[1]}</script>"
            return f'{tag} data-ck-file="{data_file(self.files, figure)}"></script>'

        return _PLOT.sub(move, body)

    def _images(self, body: str, pathto: Callable[..., str]) -> str:
        """Move big images out of the page, so that those below the fold wait until they are seen."""

        def move(match: re.Match[str]) -> str:
            content = base64.b64decode(match["data"])
            name = f"{hashlib.sha256(content).hexdigest()[:16]}.{match['kind']}"
            self.images[name] = content
            return f'{match["attribute"]}="{pathto(f"_static/cnnkit/data/{name}", 1)}"'

        return _IMAGE.sub(move, body)

    def write_data(self, app: Sphinx, exception: Exception | None) -> None:
        """The data files, last: nothing clears the static folder after this."""
        if exception is not None:
            return
        data = _out(app) / "data"
        data.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (data / f"{name}.js").write_text(text, "utf8")
        for name, content in self.images.items():
            (data / name).write_bytes(content)
        write_list(Path(app.outdir), app.config.external_site_map, Path(app.srcdir).parent / "exercises")
        if "whole" in self.libraries:
            shutil.copyfile(assets.WHOLE_PLOTLY, _out(app) / assets.WHOLE_PLOTLY.name)
        assets.stamp(Path(app.outdir))


def _out(app: Sphinx) -> Path:
    return Path(app.outdir) / "_static" / "cnnkit"


def _saved_state(app: Sphinx, page: str) -> dict[str, Any] | None:
    """The state of the page's widgets as MyST-NB kept it in the environment."""
    script = getattr(app.env, "nb_metadata", {}).get(page, {}).get("js_files", {}).get("ipywidgets_state")
    return json.loads(script[1]["body"]) if script else None


def _attributes(file: Any) -> dict[str, Any]:
    return getattr(file, "attributes", {})


def setup(app: Sphinx) -> dict[str, Any]:
    os.environ.update(KERNEL_ENVIRONMENT)
    publisher = Publisher()
    reference.connect(app)
    app.add_directive("tasks", Tasks)
    app.add_search_language(Search)
    app.add_post_transform(CodeBelowFigure)
    app.add_post_transform(TermLinks)
    app.add_post_transform(RelatedLinks)
    app.add_post_transform(Percent)
    app.add_env_collector(RelationsCollector)
    app.add_js_file("cnnkit/loader.js", loading_method="async")
    app.add_js_file("cnnkit/print.js", loading_method="async")
    app.add_js_file("cnnkit/memory.js", loading_method="async")
    app.add_css_file("cnnkit/cnnkit.css")
    app.add_css_file("cnnkit/print.css", media="print")
    app.connect("config-inited", publisher.configure, priority=100)
    app.connect("builder-inited", publisher.copy_static)
    app.connect("env-get-outdated", publisher.outdated)
    app.connect("env-updated", name_pages)
    app.connect("source-read", publisher.open_cache)
    app.connect("html-page-context", publisher.page, priority=950)
    app.connect("build-finished", publisher.write_data)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
