"""The refused system calls: their numbers are the kernel's, and a box truly refuses them."""

import json
from pathlib import Path

import pytest

from cnnkit.grading.walls.box.system_calls import REFUSED, numbers

HEADERS = json.loads((Path(__file__).parents[2] / "golden/system_calls.json").read_text())
CALLS = [call for calls in REFUSED.values() for call in calls]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_names_and_numbers_are_those_of_the_kernels_headers(machine):
    assert {call.name: getattr(call, machine) for call in CALLS} == {
        call.name: HEADERS[machine].get(call.name) for call in CALLS
    }
    assert len(numbers(machine)) == len(set(numbers(machine))) > 50


def test_each_call_stands_once():
    assert len({call.name for call in CALLS}) == len(CALLS)


ASK = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
number = {number}[os.uname().machine]
buffer = ctypes.create_string_buffer(128)
print("ANSWER", libc.syscall(number, {arguments}), ctypes.get_errno())
"""
SHARED = {
    "events for asynchronous reads": ("io_setup", "65500, buffer"),
    "watchers of files": ("inotify_init1", "0"),
    "queues of messages": ("mq_open", 'b"queue", 0o102, 0o600, None'),
}


@pytest.mark.parametrize("what", SHARED)
def test_stores_of_the_whole_machine_cannot_be_taken_from(hand_in, what):
    name, arguments = SHARED[what]
    number = {machine: HEADERS[machine][name] for machine in ("x86_64", "aarch64")}
    graded = hand_in(ASK.format(number=number, arguments=arguments), "def triple(x):\n    return 3 * x")
    assert "ANSWER -1 1" in graded.shown
    assert graded.points["triple"] == 3
