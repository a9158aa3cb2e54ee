"""A box runs cells, says what became of them, and is gone when it is closed."""

import os
import subprocess
import sys
import tempfile
import textwrap
import time
import venv
from pathlib import Path

import pytest

from cnnkit.grading.walls import wall
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import BoxEndedError, SandboxError, Warm
from tests.conftest import ROOT, need
from tests.grading.conftest import SHORT


def texts(ran) -> str:
    return "".join(output.get("text", "") for output in ran.outputs)


def test_cells_share_their_names_and_show_their_last_value(warm):
    with warm.box(SHORT) as box:
        assert box.run("x = 20; print('first')").outputs == [
            {"output_type": "stream", "name": "stdout", "text": "first\n"}
        ]
        ran = box.run("x + 1")
        assert ran.outputs[0]["data"] == {"text/plain": "21"}
        assert ran.error == ""
        assert box.run("1 / 0").error == "ZeroDivisionError"
        assert box.run("x = (").error == "SyntaxError"
        assert texts(box.run("print(x)")) == "20\n"


def test_boxes_start_alike_and_know_nothing_of_each_other(warm):
    source = "import random, numpy, torch\nprint(random.random(), numpy.random.rand(), torch.rand(1).item())"
    with warm.box(SHORT) as one, warm.box(SHORT) as other:
        assert texts(one.run(source + "\nleft = 1")) == texts(other.run(source))
        assert other.run("left").error == "NameError"


def test_boxes_of_another_warm_process_start_alike_too(warm):
    """The same work must get the same points on another day, in a restarted process, on a dask worker."""
    source = """
    import random, numpy, torch
    print(random.random(), numpy.random.rand(), torch.rand(1).item(), torch.initial_seed(), hash("box"))
    print(torch.nn.Conv2d(1, 1, 3).weight.sum().item(), torch.randperm(99)[:5], numpy.random.permutation(9))
    """
    source = textwrap.dedent(source)
    with warm.box(SHORT) as box, Warm() as another, another.box(SHORT) as other:
        assert texts(box.run(source)) == texts(other.run(source))
        assert texts(box.run(source, trusted=True)) == texts(other.run(source, trusted=True))


def test_addresses_do_not_depend_on_the_boxes_before(warm):
    """The order of a set of objects depends on them. As a rule: now and then a small one lies elsewhere."""
    source = "class Ada: pass\nclass Bob: pass\nclass Eve: pass\n"
    source += "print([kind.__name__ for kind in {Ada, Bob, Eve}], id(Ada))"
    seen = list[str]()
    for number in range(4):
        with warm.box(SHORT) as box:
            seen.append(texts(box.run(source)))
        with warm.box(Limits(disk_mb=10**number), files=bytes(10_000 * number)) as other:
            other.run(f"x = list(range({10**number}))")
    assert max(map(seen.count, seen)) >= 3


def test_arithmetic_uses_the_registers_that_most_processors_have(warm):
    """torch's softmax has other last digits with the wider ones; a child of a child has the same."""
    if "avx2" not in Path("/proc/cpuinfo").read_text().split():
        pytest.skip("no x86-64 processor with AVX2")
    source = "import subprocess, sys, torch\nprint(torch.backends.cpu.get_cpu_capability(), flush=True)"
    source += "\nsubprocess.run([sys.executable, '-c', 'import torch; print(torch.__config__.show())'])"
    with warm.box(Limits()) as box:
        told = texts(box.run(source))
        assert told.startswith("AVX2\n")
        assert "CPU capability usage: AVX2" in told


def test_training_works_after_the_fork(warm):
    source = """
    import torch
    from torch import nn
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
    step = torch.optim.Adam(net.parameters())
    for _ in range(3):
        step.zero_grad(); loss = net(torch.randn(8, 1, 8, 8)).square().mean(); loss.backward(); step.step()
    print("trained", bool(loss.isfinite()))
    """
    with warm.box(SHORT) as box:
        assert texts(box.run(textwrap.dedent(source))) == "trained True\n"


def test_processes_threads_and_shell_commands_work_inside(warm):
    source = """
    import subprocess, threading, multiprocessing
    thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
    print(subprocess.run(["echo", "child"], capture_output=True, text=True).stdout.strip())
    with multiprocessing.get_context("fork").Pool(2) as pool: print(pool.map(abs, [-1, -2]))
    get_ipython().system("echo shell")
    """
    with warm.box(SHORT) as box:
        assert texts(box.run(textwrap.dedent(source))) == "thread\nchild\n[1, 2]\nshell\n"


def test_memory_of_the_warm_process_does_not_count(warm):
    # it is shared by all boxes, and larger than what a small limit leaves
    with warm.box(Limits(memory_mb=100)) as box:
        assert (
            texts(box.run("x = bytearray(60_000_000)\nimport time; time.sleep(0.3)\nprint('fits')"))
            == "fits\n"
        )


def test_unwalled_boxes_run_and_end_with_what_they_started():
    with Warm(walled=False) as warm, warm.box(SHORT) as box:
        assert texts(box.run("print(6 * 7)")) == "42\n"
        with pytest.raises(BoxEndedError, match="ended by itself"):
            box.run(f"import os, subprocess\nsubprocess.Popen(['sleep', '61.{os.getpid()}'])\nos._exit(0)")
    left = subprocess.run(["pgrep", "-f", f"sleep 61.{os.getpid()}"], capture_output=True, text=True).stdout
    assert left == ""


def test_an_interrupt_that_comes_too_late_is_no_end(warm):
    with warm.box(SHORT) as box:
        assert box.run("x = 1; import time; time.sleep(60)", timeout_s=0.3).error == "KeyboardInterrupt"
        assert box.run("import os, signal").error == ""
        for _ in range(5):
            box._order("interrupt")
            time.sleep(0.05)
        assert texts(box.run("print(x)")) == "1\n"


def test_after_its_end_a_box_only_says_so(warm):
    with warm.box(SHORT) as box:
        with pytest.raises(BoxEndedError, match="ended by itself"):
            box.run("import os\nprint('last', flush=True)\nos._exit(1)")
        with pytest.raises(BoxEndedError):
            box.run("print(1)")


def test_a_closed_sandbox_gives_no_boxes():
    need("bwrap")
    warm = Warm()
    folder = warm.folder
    warm.close()
    assert not warm.alive
    assert not folder.exists()
    with pytest.raises(SandboxError):
        warm.box(SHORT)


def test_a_missing_bubblewrap_is_named_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SandboxError, match="apt install bubblewrap"):
        Warm()
    assert list(tmp_path.iterdir()) == []


def test_what_a_notebook_sees_of_cnnkit_holds_no_answers(tmp_path):
    wall.write_view(tmp_path / "view")
    seen = {path.relative_to(tmp_path / "view").parts[:2] for path in (tmp_path / "view").rglob("*")}
    assert {parts[1] for parts in seen if parts[0] == "cnnkit" and len(parts) > 1} == {
        "__init__.py",
        "checks",
        "data",
        "download.py",
        "grading",
    }
    inside = tmp_path / "view" / "cnnkit" / "grading"
    shown = {str(path.relative_to(inside)) for path in inside.rglob("*.py")}
    reading = {f"repair/{name}" for name in wall.READING}  # no answer, nor where one lies
    assert {name for name in shown if not name.startswith("walls/box/")} - reading == {
        "__init__.py",
        "walls/__init__.py",
    }


LOOK = """
import os, sys
from cnnkit.grading.walls.box import inner
if os.geteuid() == 0: inner.become_nobody()
inner.new_namespaces()
if os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
inner.close_wall({limits!r}, dict(), {hidden_proc!r})
for folder, folders, names in os.walk({root!r}):
    for name in names:
        if "cnnkit-canary" in name: print("SEEN", os.path.join(folder, name))
for path in {known!r}:
    try: print("READ", path, open(path).read())
    except OSError: pass
for folder in {open!r}:
    try: open(os.path.join(folder, "left-behind"), "w"); print("WROTE", folder)
    except OSError: pass
import cnnkit, cnnkit.checks, of_the_environment
print("CNNKIT", cnnkit.__file__)
"""


@pytest.mark.parametrize("top", ["/var/tmp", "/tmp", "/dev/shm"])
@pytest.mark.parametrize("place", ["site-packages", "checkout in the environment", "checkout elsewhere"])
def test_the_rest_of_cnnkit_is_not_there_wherever_it_is_installed(place, top):
    # an environment of its own, without torch: both walls are built, and a plain Python looks around in them
    need("bwrap")
    with tempfile.TemporaryDirectory(dir=top) as folder:
        look_around_from(Path(folder).resolve(), place)


@pytest.mark.parametrize("top", ["/var/tmp", "/tmp"])
def test_a_python_that_is_called_through_links_is_there(top):
    need("bwrap")
    with tempfile.TemporaryDirectory(dir=top) as folder:
        look_around_from(Path(folder).resolve(), "site-packages", links=True)


def look_around_from(home: Path, place: str, links: bool = False) -> None:
    """With `links`, the environment is called through one, and so is its interpreter."""
    venv.create(home / "env", symlinks=True)
    python = home / "env" / "bin" / "python"
    if links:
        (home / "base").symlink_to(sys.base_prefix)
        (home / "env" / "pyvenv.cfg").write_text(f"home = {home}/base/bin\n")
        python.unlink()
        python.symlink_to(home / "base" / "bin" / Path(os.path.realpath(sys.executable)).name)
        (home / "link").symlink_to(home / "env")
        python = home / "link" / "bin" / "python"
    site = next((home / "env" / "lib").glob("python3*/site-packages"))
    (site / "of_the_environment.py").write_text("")
    (site / "open").mkdir()
    (site / "open").chmod(0o777)
    checkout = {
        "site-packages": site,
        "checkout in the environment": home / "env" / "src" / "course",
        "checkout elsewhere": home / "course",
    }[place]
    copy_of_cnnkit(checkout)
    known = [checkout / "cnnkit" / "sizing" / "cnnkit-canary.py"]
    if place != "site-packages":
        (site / "cnnkit.pth").write_text(f"{checkout}\n")
        (checkout / "pyproject.toml").write_text("")
        (checkout / "solutions").mkdir()
        known.append(checkout / "solutions" / "cnnkit-canary.ipynb")
    for path in known:
        path.write_text("an answer")
    look = LOOK.format(
        root=str(home),
        known=list(map(str, known)),
        open=[str(checkout / "cnnkit"), str(site / "open"), str(home / "env")],
        limits=SHORT.as_dict(),
        hidden_proc=wall.HIDDEN_PROC,
    )
    script = f"""
import subprocess, sys
from pathlib import Path
from cnnkit.grading.walls import wall
view = Path({str(home / "view")!r})
wall.write_view(view)
line = [*wall.command(view), sys.executable, "-P", "-c", {look!r}]
sys.exit(subprocess.run(line, env={{"PYTHONPATH": "/course"}}).returncode)
"""
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, cwd=home)
    assert done.stdout == "CNNKIT /course/cnnkit/__init__.py\n", done.stdout + done.stderr


def copy_of_cnnkit(home: Path) -> None:
    """What the walls need, and an answer that must not be seen."""
    for name in (
        "__init__",
        "download",
        "grading/__init__",
        "grading/walls/__init__",
        "grading/walls/wall",
        "grading/walls/box/__init__",
        "grading/walls/box/filter",
        "grading/walls/box/inner",
        "grading/walls/box/memory",
        "grading/walls/box/system_calls",
    ):
        target = home / "cnnkit" / f"{name}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((ROOT / "cnnkit" / f"{name}.py").read_text())
    for name in ("checks", "data", "sizing"):
        (home / "cnnkit" / name).mkdir()
    (home / "cnnkit" / "checks" / "__init__.py").write_text("")


@pytest.mark.parametrize("prefix", ["/tmp", "/tmp/work", "/course/.venv"])
def test_an_environment_that_the_sandbox_would_cover_is_refused_in_words(monkeypatch, prefix):
    need("bwrap")
    monkeypatch.setattr(sys, "prefix", prefix)
    with pytest.raises(SandboxError, match=f"{prefix} lies where .* have the environment elsewhere"):
        wall.command(Path("/view"))


def test_a_course_may_not_lie_where_the_walls_let_through():
    assert wall.shows(Path("/usr/share"))
    assert wall.shows(Path(sys.prefix) / "course")
    assert not wall.shows(Path("/home/teacher/course"))
