# ruff: noqa: E501  (the attacks are code in strings)
"""Submissions that want to read what is not theirs, to write outside, or to reach the network.

Each one looks for a canary that really is there (in a file, a process, the grader's environment, a hidden test,
a listening socket) and must not get hold of it.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from tests.conftest import ROOT
from tests.grading.conftest import ENVIRONMENT_CANARY, SHORT

SEARCH = """
import gc, sys
wanted = "canary-of-the-" + "hidden-test"
found = []

def look():
    frame = sys._getframe()
    while frame:
        for thing in (frame.f_globals, frame.f_locals, frame.f_code.co_consts):
            if wanted in str(thing).replace(repr(wanted), ""):
                found.append(frame.f_code.co_name)
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, (dict, list, tuple)):
            for item in list(thing.values() if isinstance(thing, dict) else thing):
                if isinstance(item, str) and wanted in item and item is not wanted and len(item) > len(wanted):
                    found.append(item[:200])
"""


def test_frames_and_gc_hold_no_hidden_test(hand_in):
    # looked for while the test is running, which is when it would be there
    code = f"{SEARCH}\ndef double(x):\n    look()\n    return 2 * x"
    graded = hand_in(code, "def triple(x):\n    look()\n    return 3 * x\nprint('FOUND', found)")
    assert graded.points == {"double": 3, "triple": 3}  # the search did not stop it
    assert "FOUND []" in graded.shown


def test_memory_holds_no_hidden_test_and_no_other_submission(hand_in):
    # every page that the process may write, while a test is running
    hand_in("canary = 'canary-of-another-student'\ndef double(x): return 2 * x")
    code = """
import re
found, searched = set(), 0
own = "canary-of-my-own"
def look():
    global searched
    for line in open("/proc/self/maps"):
        span, rights = line.split()[:2]
        if rights.startswith("rw"):
            start, end = (int(x, 16) for x in span.split("-"))
            with open("/proc/self/mem", "rb", 0) as memory:
                memory.seek(start)
                try: page = memory.read(end - start)
                except OSError: continue
            searched += len(page)
            found.update(re.findall(rb"canary-of-[a-z][a-z-]{5,30}", page))
def double(x):
    if not searched: look()
    return 2 * x
"""
    graded = hand_in(code, "print('FOUND', found, searched > 10**8)")
    assert graded.points["double"] == 3
    assert "FOUND {b'canary-of-my-own'} True" in graded.shown


def test_course_files_cannot_be_read(hand_in, course_on_disk):
    # notebook, solutions, gradebook, other submissions: by their paths, and by searching the whole disk
    paths = [str(path) for path in course_on_disk.rglob("*") if path.is_file()]
    code = f"""
import os
for path in {paths} + ["/proc/1/root" + p for p in {paths}] + ["/.outer-proc/1/root" + p for p in {paths}]:
    try: print("READ", open(path).read())
    except OSError as error: print(type(error).__name__)
walked = 0
for folder, _, names in os.walk("/"):
    if folder.startswith("/proc"): continue
    for name in names:
        walked += 1
        if "cnnkit-canary" in folder + name: print("SEEN", folder, name)
print("WALKED", walked > 1000, os.path.exists({str(ROOT / "solutions")!r}))
"""
    graded = hand_in(code, limits=LONG)
    assert "WALKED True False" in graded.shown
    assert "canary-of-the-course" not in graded.shown
    assert "READ" not in graded.shown
    assert "SEEN" not in graded.shown


LONG = replace(SHORT, cell_s=15)


def test_answers_cannot_be_imported(hand_in):
    # sizing, models and the rest of cnnkit hold the answers to the tasks; neither is the grader there
    code = """
import importlib, sys, os, runpy
for name in ("sizing", "models", "blocks", "training", "visualize", "grading.running.judge",
             "grading.course.course", "grading.repair.restore"):
    for how in (importlib.import_module, runpy.run_module, __import__):
        try: how("cnnkit." + name); print("IMPORTED", name)
        except ImportError: pass
print("FILES", sorted(os.listdir("/course/cnnkit")))
for path in sys.path:
    if os.path.isdir(os.path.join(path, "cnnkit")): print("CNNKIT", path)
"""
    graded = hand_in(code)
    assert "IMPORTED" not in graded.shown
    files = graded.shown.partition("FILES")[2].partition("]")[0]
    assert files == " ['__init__.py', 'checks', 'data', 'download.py', 'grading'"
    assert graded.shown.count("CNNKIT") == graded.shown.count("CNNKIT /course")


def test_environment_of_the_grader_is_not_there(hand_in):
    assert os.environ["CANARY"] == ENVIRONMENT_CANARY
    code = """
import os, subprocess
print(dict(os.environ))
for process in os.listdir("/proc"):
    if process.isdecimal():
        print(open(f"/proc/{process}/environ").read(), open(f"/proc/{process}/cmdline").read())
print(subprocess.run(["env"], capture_output=True, text=True).stdout)
"""
    graded = hand_in(code)
    assert "PYTHONHASHSEED" in graded.shown
    assert ENVIRONMENT_CANARY not in graded.shown


def test_processes_of_the_host_cannot_be_seen_or_signalled(hand_in):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)  # canary-of-a-process"])
    try:
        code = f"""
import os, signal, glob
for pattern in ("/proc/[0-9]*/cmdline", "/.outer-proc/[0-9]*/cmdline", "/proc/1/root/proc/[0-9]*/cmdline"):
    for path in glob.glob(pattern): print(open(path).read())
print("PROCESSES", len(glob.glob("/proc/[0-9]*")), os.listdir("/.outer-proc"))
for number in range(2, 3000):
    try: os.kill(number, signal.SIGKILL); print("KILLED", number)
    except OSError: pass
try: os.kill({sleeper.pid}, 9)
except OSError: pass
os.kill(-1, 9)
"""
        graded = hand_in(code)
        assert "PROCESSES 1 []" in graded.shown
        assert "canary-of-a-process" not in graded.shown
        assert "KILLED" not in graded.shown
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_no_way_back_up_through_the_kernel(hand_in):
    # ptrace, other processes' memory, namespaces, mounts, handles, keys, bpf, the kernel's log: all refused
    code = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
calls = {"ptrace": 101, "chroot": 161, "mount": 165, "umount2": 166, "keyctl": 250, "unshare": 272, "perf": 298,
         "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "bpf": 321, "userfaultfd": 323,
         "io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "pidfd_getfd": 438, "syslog": 103, "memfd": 319}
for name, number in calls.items():
    got = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    if not (got == -1 and ctypes.get_errno() == 1): print("ALLOWED", name, got, ctypes.get_errno())
for flags in (0x10000000, 0x20000, 0x20000000, 0x40000000):  # a child in new namespaces
    child = libc.syscall(56, flags | 17, 0, 0, 0, 0)
    if child == 0: os._exit(0)
    if child > 0: print("CLONED", hex(flags))
for path in ("/proc/sys/user/max_user_namespaces", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"):
    try: open(path, "w").write("1"); print("WROTE", path)
    except OSError: pass
rights = [line.split()[1] for line in open("/proc/self/status") if line.startswith(("Cap", "NoNewPrivs"))]
print("RIGHTS", set(rights[:5]), rights[5])
"""
    if os.uname().machine != "x86_64":
        code = code.replace("for name, number in calls.items():", "for name, number in ():")
    graded = hand_in(code)
    for word in ("ALLOWED", "CLONED", "WROTE"):
        assert word not in graded.shown, graded.shown
    assert "RIGHTS {'0000000000000000'} 1" in graded.shown


def test_set_user_id_programs_give_no_rights(hand_in):
    code = """
import glob, os, stat, subprocess
tools = [p for d in ("/usr/bin", "/usr/sbin") for p in glob.glob(d + "/*") if os.stat(p).st_mode & stat.S_ISUID]
child = "import os, sys; print('IDS', os.getresuid())"
print(subprocess.run(["python3", "-c", child], capture_output=True, text=True).stdout)
open("/tmp/sh", "wb").write(open("/bin/sh", "rb").read()); os.chmod("/tmp/sh", 0o6755)
print("ID", subprocess.run(["/tmp/sh", "-p", "-c", "id -u"], capture_output=True, text=True).stdout)
for tool in tools:
    done = subprocess.run([tool, "-c", "id"], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=3)
    if "uid=0" in done.stdout + done.stderr: print("ROOT", tool)
"""
    graded = hand_in(code)
    assert "ID 1000" in graded.shown
    assert "ROOT" not in graded.shown


@contextmanager
def listening(family, kind, address):
    """A listener of the grader's that notes who comes."""
    with socket.socket(family, kind) as ear:
        ear.bind(address)
        if kind == socket.SOCK_STREAM:
            ear.listen()
        ear.settimeout(0.1)
        heard, ends = list[str](), threading.Event()

        def listen():
            while not ends.is_set():
                with suppress(TimeoutError):
                    heard.append(str(ear.accept()[1] if kind == socket.SOCK_STREAM else ear.recvfrom(64)))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield ear.getsockname(), heard
        finally:
            time.sleep(0.15)
            ends.set()
            thread.join()


@pytest.mark.parametrize("what", ["tcp", "udp", "unix", "abstract"])
def test_no_listener_hears_a_submission(hand_in, tmp_path, what):
    tmp_path.chmod(0o777)
    family, kind, address = {
        "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "unix": (socket.AF_UNIX, socket.SOCK_STREAM, str(tmp_path / "ear")),
        "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, "\0canary-ear"),
    }[what]
    with listening(family, kind, address) as (where, heard):
        code = f"""
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        s = socket.socket({family.value}, kind)
        s.settimeout(1)
        s.connect({where!r})
        s.send(b"here I am")
        print("CONNECTED")
    except OSError as error: print("refused:", error)
"""
        graded = hand_in(code)
        assert "refused:" in graded.shown
        assert "CONNECTED" not in graded.shown
    assert heard == []


def test_only_unix_sockets_can_be_made(hand_in):
    # vsock leads out of a virtual machine, netlink and packet sockets to the kernel's network
    code = """
import socket
made = []
for family in range(64):
    for kind in (1, 2, 3, 5):
        try: socket.socket(family, kind).close(); made.append(family)
        except OSError: pass
print("FAMILIES", set(made))
try: socket.getaddrinfo("example.org", 80); print("RESOLVED")
except OSError: pass
"""
    graded = hand_in(code)
    assert "FAMILIES {1}" in graded.shown
    assert "RESOLVED" not in graded.shown


def test_two_boxes_have_no_common_place(warm):
    # one writes wherever it can and listens on an abstract name; the other finds nothing of it
    leave = """
import os, socket
ear = socket.socket(socket.AF_UNIX); ear.bind("\\0canary-meeting"); ear.listen()
places = {line.split()[4] for line in open("/proc/self/mountinfo")} | {"/tmp/work", "/course", "/usr/lib"}
written = []
for place in places:
    try: open(place + "/canary-note", "w").close(); written.append(place)
    except OSError: pass
print("WRITTEN", sorted(written))
"""
    look = """
import os, socket
try: socket.socket(socket.AF_UNIX).connect("\\0canary-meeting"); print("MET")
except OSError: print("nobody")
for folder, _, names in os.walk("/"):
    if not folder.startswith("/proc") and "canary-note" in names: print("NOTE IN", folder)
"""
    with warm.box(SHORT) as one, warm.box(LONG) as other:
        left = "".join(output["text"] for output in one.run(leave).outputs)
        seen = "".join(output["text"] for output in other.run(look).outputs)
    assert left == "WRITTEN ['/dev/shm', '/tmp', '/tmp/work']\n"
    assert seen == "nobody\n"


def test_nothing_outside_can_be_written(hand_in, warm, tmp_path):
    tmp_path.chmod(0o777)
    (tmp_path / "victim").write_text("as it was")
    (tmp_path / "victim").chmod(0o666)
    code = f"""
import os, sys, cnnkit
places = [{str(tmp_path)!r}, "/course", "/course/cnnkit", "/usr", "/etc", "/", "/dev", "/root", "/home", "/var",
          os.path.dirname(os.__file__), *filter(None, sys.path)]
for place in places:
    for name in ("loot", "sitecustomize.py", "victim"):
        try:
            open(os.path.join(place, name), "a").write("loot")
            if not place.startswith("/tmp/work"): print("WROTE", place)
        except OSError: pass
try: os.remove(cnnkit.__file__); print("REMOVED")
except OSError: pass
try: os.symlink({str(tmp_path)!r}, "link"); open("link/loot", "w")
except OSError: pass
"""
    graded = hand_in(code)
    assert "WROTE" not in graded.shown
    assert "REMOVED" not in graded.shown
    assert [path.name for path in tmp_path.iterdir()] == ["victim"]
    assert (tmp_path / "victim").read_text() == "as it was"
    assert "loot" not in {path.name for path in warm.folder.rglob("*")}


def test_descriptors_of_the_box_are_its_own_three(hand_in):
    # nothing to /dev/null but 0, the pipe for what is printed, the talk socket; no leash, no control socket
    code = """
import os
kinds = [os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in range(64) if os.path.exists(f"/proc/self/fd/{n}")]
print("OPEN", kinds)
"""
    assert "OPEN ['/dev/null', 'pipe', 'pipe', 'socket']" in hand_in(code).shown
