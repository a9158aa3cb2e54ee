"""Two processes under torchrun train the model that one process trains, also when one of them is killed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cnnkit.training import load_checkpoint

SCRIPT = Path(__file__).with_name("parallel_run.py")
specification = importlib.util.spec_from_file_location("parallel_run", SCRIPT)
parallel_run = importlib.util.module_from_spec(specification)
specification.loader.exec_module(parallel_run)


def torchrun(folder, *arguments):
    """Two processes on this machine; their result, and what they printed."""
    command = [
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--rdzv-backend=c10d",
        "--rdzv-endpoint=127.0.0.1:0", "--local-addr=127.0.0.1", str(SCRIPT), str(folder), *arguments,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def results(folder):
    states = [torch.load(folder / f"rank{rank}.pt", weights_only=True) for rank in (0, 1)]
    numbers = [json.loads((folder / f"rank{rank}.json").read_text()) for rank in (0, 1)]
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())
    assert numbers[0] == numbers[1]
    return states[0], numbers[0]


def assert_close(folder, alone, history):
    state, numbers = results(folder)
    for name, value in alone.state_dict().items():
        torch.testing.assert_close(state[name], value, rtol=0, atol=1e-6)
    assert numbers["loss"] == pytest.approx(history.loss, abs=1e-6)
    assert numbers["lr"] == pytest.approx(history.lr, abs=1e-12)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Where two processes have trained from a loader, and the fractal network."""
    folder = tmp_path_factory.mktemp("trained")
    done = torchrun(folder, "--loader", "--fractal")
    assert done.returncode == 0, done.stderr
    return folder


def test_two_processes_train_what_one_trains_from_a_loader(trained, tmp_path):
    assert_close(trained, *parallel_run.run(tmp_path, loader=True))


def test_two_processes_drop_the_same_paths_as_one(trained):
    assert_close(trained / "fractal", *parallel_run.run_fractal())


@pytest.mark.slow  # the run with a killed worker ends with the same weights
def test_two_processes_train_what_one_trains_from_tensors(tmp_path):
    (tmp_path / "one").mkdir()
    alone, history = parallel_run.run(tmp_path / "one")
    done = torchrun(tmp_path)
    assert done.returncode == 0, done.stderr
    assert_close(tmp_path, alone, history)


def test_weights_that_a_step_leaves_out_are_named_with_the_setting_that_allows_them(tmp_path):
    done = torchrun(tmp_path, "--loader", "--all-used")
    assert done.returncode == 1
    assert "ValueError: some weights took no part in the last step" in done.stderr
    assert "find_unused=True, --find-unused on the command line" in done.stderr


def test_processes_that_do_not_find_the_same_checkpoint_are_refused(tmp_path):
    for rank in (0, 1):
        (tmp_path / f"rank{rank}").mkdir()
    parallel_run.run(tmp_path / "rank0")
    done = torchrun(tmp_path, "--apart")
    assert done.returncode == 1
    assert "the processes do not find the same checkpoint" in done.stderr


def test_a_run_with_frozen_parts_and_a_killed_worker_resumes_to_the_same_result(tmp_path):
    (tmp_path / "one").mkdir()
    alone, history = parallel_run.run(tmp_path / "one", frozen=True)
    killed = torchrun(tmp_path, "--frozen", "--kill-at=7")
    assert killed.returncode == 1
    assert "SIGKILL" in killed.stderr
    position = load_checkpoint(tmp_path / "checkpoint.pt")["position"]
    assert (position["epoch"], position["step"]) == (1, 2)  # six steps were done, four are an epoch
    resumed = torchrun(tmp_path, "--frozen")
    assert resumed.returncode == 0, resumed.stderr
    assert_close(tmp_path, alone, history)
    start, state = parallel_run.net().state_dict(), results(tmp_path)[0]
    still = {name for name in start if name.split(".")[0] in parallel_run.FROZEN}
    assert "1.running_mean" in still
    assert {name for name in start if torch.equal(start[name], state[name])} == still
