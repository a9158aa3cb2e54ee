"""`cnnkit demo`: says where it is, opens the browser without giving the secret away, ends at Ctrl-C."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from cnnkit.cli import main
from cnnkit.demo.server import Server


@pytest.fixture
def at_once(monkeypatch):
    """Ctrl-C as soon as it serves; which pages the browser was asked to open."""
    opened = []

    def interrupted(self, poll_interval=0.5):
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    return opened


def _heeds_ctrl_c() -> None:
    """A job in the background of a shell is born deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


PIPED: Any = {
    "stdout": subprocess.PIPE,
    "stderr": subprocess.PIPE,
    "text": True,
    "preexec_fn": _heeds_ctrl_c,
}


def test_it_serves_until_ctrl_c():
    command = [sys.executable, "-m", "cnnkit.cli", "demo", "shape-calc", "--no-browser"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heeds_ctrl_c
    )
    assert running.stdout is not None
    try:
        url = running.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/demo/shape-calc", url)
        with urllib.request.urlopen(url) as page:
            assert b"Which choices lose no pixel?" in page.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(url.replace("/demo", "x/demo"))
        with urllib.request.urlopen(url.replace("/demo/", "/events/") + "/p") as stream:
            assert stream.readline() == b": here\n"
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, err) == (0, "")
    assert out.rstrip().endswith("ended")


NET = """
import torch
from torch import nn
class Slow(nn.Conv2d):
    def forward(self, x):
        if x.device.type != "meta":
            large = torch.rand(1, 3, 600, 600)
            while True:
                super().forward(large)
        return super().forward(x)
def build():
    return Slow(3, 2, 3)
"""


def test_ctrl_c_ends_it_while_a_network_computes(tmp_path):
    (tmp_path / "slow.py").write_text(NET)
    command = [sys.executable, "-m", "cnnkit.cli", "demo", "live-maps", "--no-browser"]
    own = ["--module", f"{tmp_path / 'slow.py'}:build", "--input", "3", "8", "8"]
    running = subprocess.Popen(
        [*command, *own], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heeds_ctrl_c
    )
    assert running.stdout is not None
    try:
        assert "runs the code" in running.stdout.readline()
        url = running.stdout.readline().strip()
        with urllib.request.urlopen(url.replace("/demo/", "/state/")) as state:
            assert json.load(state)["state"]["busy"]
        time.sleep(0.3)  # torch is in the midst of it
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, err) == (0, "")


def test_the_browser_is_given_a_ticket_and_not_the_secret(at_once, capsys):
    assert main(["demo", "iou-drag"]) == 0
    token = re.search(r"http://127\.0\.0\.1:\d+/([\w-]+)/demo/iou-drag", capsys.readouterr().out)
    assert token
    (url,) = at_once
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/open/[\w-]{32}/demo/iou-drag", url)
    assert token[1] not in url


def test_several_open_at_the_list_and_none_is_opened_without_a_browser(at_once, capsys):
    assert main(["demo", "iou-drag", "quiz"]) == 0
    assert at_once[0].endswith("/")
    assert main(["demo", "--no-browser"]) == 0
    assert len(at_once) == 1
    assert "This address is for this machine" in capsys.readouterr().out


def test_a_machine_without_a_browser_is_said(at_once, capsys, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    assert main(["demo", "quiz"]) == 0
    assert "No browser opens from here" in capsys.readouterr().out


def test_the_list_is_printed(capsys):
    assert main(["demo", "--list"]) == 0
    assert "iou-drag                 Half of each square is shared" in capsys.readouterr().out


def test_a_port_that_is_taken_is_said(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["demo", "quiz", "--no-browser", "--port", str(port)]) == 2
    assert f"--port {port} is in use; without --port a free one is taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["no-such"], 2, "no demo is called 'no-such'"),
        (["--port", "70000"], 2, "--port 70000: legal are"),
        (["--picture", "none.png"], 1, "--picture none.png: there is no such file"),
        (["--labels", "x.txt"], 2, "describe what --module names"),
        (["quiz", "--module", "a.py:b"], 2, "--module is for the live demos"),
        (["live-maps", "--module", "a.py:b"], 1, "there is no file a.py"),
        (["--module", "net"], 1, "want FILE.py:NAME"),
    ],
)
def test_what_is_wrong_is_said(at_once, capsys, arguments, code, words):
    assert main(["demo", *arguments]) == code
    assert words in capsys.readouterr().err
    assert at_once == []


def test_a_module_of_ones_own_is_looked_into(at_once, capsys, tmp_path):
    (tmp_path / "net.py").write_text("from torch import nn\ndef build(): return nn.Conv2d(1, 2, 3)\n")
    (tmp_path / "names.txt").write_text("cup\ncat\n")
    own = ["--module", f"{tmp_path / 'net.py'}:build", "--labels", str(tmp_path / "names.txt")]
    assert main(["demo", *own, "--input", "1", "8", "8", "live-maps"]) == 0
    assert "--module runs the code of " in capsys.readouterr().out
    assert main(["demo", *own, "--input", "3", "8", "8", "live-maps"]) == 1
    assert "in_channels" in capsys.readouterr().err


def test_help_says_that_code_is_run_and_gives_examples(capsys):
    with pytest.raises(SystemExit):
        main(["demo", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "ITS CODE IS RUN" in told
    assert "cnnkit demo occlusion-drag --picture cat.jpg" in told
