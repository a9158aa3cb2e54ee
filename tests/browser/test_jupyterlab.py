"""The same widget in JupyterLab, with a kernel: its traits go both ways."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AXE
from tests.conftest import ROOT, missing

pytestmark = pytest.mark.browser

CELLS = [
    "from cnnkit.widgets import ShapeCalc\nwidget = ShapeCalc()\nwidget",
    # a change from the page comes in beside the cells, on a subshell: give it a moment
    "import time\ntime.sleep(1)\nprint('the kernel sees stride', widget.stride)",
    "widget.stride = 1",
    "from IPython.display import display\nfrom cnnkit.widgets.examples import EXAMPLES\n"
    "for name in ('conv-stepper', 'digit-net', 'stack-builder.cone', 'predict', 'map-explorer'):\n"
    "    display(EXAMPLES[name]())",
    "from torch import nn\nfrom cnnkit.demo.live import LIVE\nfrom cnnkit.demo.live.network import Network\n"
    "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())\n"
    "live = LIVE['live-maps'](Network(net, (3, 16, 16)))\nlive",
    "live.layer = '0'",
]
CONTRAST = "axe.run('.ck', { runOnly: ['color-contrast'], preload: false })"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab of its own, with a notebook of `CELLS`."""
    pytest.importorskip("jupyterlab")
    cells = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "source": s,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for i, s in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    root = tmp_path / "root"
    root.mkdir()
    (root / "sync.ipynb").write_text(json.dumps(notebook))
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    own["JUPYTERLAB_SETTINGS_DIR"] = str(tmp_path / "settings")
    themes = tmp_path / "settings" / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    themes.parent.mkdir(parents=True)
    themes.write_text(json.dumps({"theme": "JupyterLab Dark"}))
    log = (tmp_path / "lab.log").open("w+")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    options = [f"--ServerApp.root_dir={root}", "--IdentityProvider.token=", "--LabApp.news_url=None"]
    started = subprocess.Popen(
        [*command, *options],
        cwd=root,
        env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=log,
    )
    try:
        yield _address(started, Path(log.name))
    finally:
        started.terminate()
        started.wait(20)
        log.close()


def _address(started: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and started.poll() is None:
        if found := re.search(r"http://(?:127\.0\.0\.1|localhost):(\d+)/lab", log.read_text()):
            address = f"http://127.0.0.1:{found[1]}/"
            with suppress(urllib.error.URLError), urllib.request.urlopen(f"{address}api/status", timeout=20):
                return address
        time.sleep(0.3)
    missing(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
    raise AssertionError


def run_cell(page: Page, number: int) -> None:
    """Run one cell and wait until its prompt is numbered; a kernel still connecting may lose a request."""
    prompt = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").nth(number)
    for _ in range(4):
        prompt.click()
        page.keyboard.press("Control+Enter")
        try:
            expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=15_000)
            return
        except AssertionError:
            continue
    raise AssertionError(f"cell {number} was not run: {prompt.inner_text()}")


def test_traits_go_both_ways_and_all_can_be_read_in_the_dark_theme(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(f"{lab}lab/tree/sync.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).wait_for(timeout=60_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
    run_cell(page, 0)
    stride = page.get_by_role("spinbutton", name="stride")
    stride.wait_for(timeout=60_000)
    says = page.locator(".ck-says")
    before = says.inner_text()

    stride.focus()
    stride.press("ArrowUp")  # JupyterLab would take it, had the control not said that arrows are its own
    expect(says).not_to_have_text(before)
    run_cell(page, 1)
    expect(page.locator(".jp-OutputArea-output pre")).to_have_text("the kernel sees stride 3", timeout=20_000)

    run_cell(page, 2)
    expect(stride).to_have_value("1", timeout=20_000)

    run_cell(page, 3)
    expect(page.locator(".ck")).to_have_count(6, timeout=60_000)
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
    # the network's engine has come with the widget, for nothing here fetches a file of its own
    page.get_by_role("button", name="Example: a held-out 7").click()
    expect(page.locator(".ck-digit-net .ck-says")).to_contain_text("reads 7", timeout=20_000)
    # the real network comes from the kernel, as a message, at the click
    page.get_by_role("button", name="Load the real network, 1.3 MB").click()
    real = page.locator(".ck-map-explorer")
    expect(real).to_contain_text("SqueezeNet 1.1 runs in this page", timeout=60_000)
    expect(real).to_contain_text("all 64 maps of conv1", timeout=20_000)
    page.add_script_tag(path=str(AXE))
    pale = page.evaluate(CONTRAST)["violations"]
    assert [node["html"][:120] for violation in pale for node in violation["nodes"]] == []

    # a demo that Python computes: it answers beside the cells, from a thread of its own
    run_cell(page, 4)
    says, layer = page.locator(".live-says"), page.locator(".live select")
    expect(says).to_contain_text("0: 4 maps of 14×14", timeout=60_000)
    layer.select_option("1")
    expect(says).to_contain_text("1: 4 maps of 14×14", timeout=20_000)
    run_cell(page, 5)
    expect(says).to_contain_text("0: 4 maps of 14×14", timeout=20_000)
    expect(layer).to_have_value("0")
    assert page.evaluate(CONTRAST.replace(".ck", ".live"))["violations"] == []
    page.close()
