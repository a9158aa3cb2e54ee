"""Dask workers give the grades that this machine gives, and lose nothing when one of them is killed."""

import io
import os
import signal
import socket
import tarfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import nbformat
import pytest
from distributed import Client, LocalCluster

from cnnkit.grading.running import cluster
from cnnkit.grading.running.cluster import ClusterError, connect
from cnnkit.grading.running.submission import Done, Job, grade_submission
from cnnkit.grading.walls.limits import Limits
from tests.grading.conftest import cell, course

DOUBLE, SQUARE = "def double(x):\n    return 2 * x", "def square(x):\n    return x * x"


def notebook(double: str, square: str) -> str:
    return nbformat.writes(
        course(
            cell("answer", "double-answer", double),
            cell("test", "double", "assert double(2) == 4 and double(3) == 6", 5),
            cell("answer", "square-answer", square),
            cell("test", "square", "assert square(2) == 4 and square(3) == 9", 5),
        )
    )


HANDED_IN = {
    "right": notebook(DOUBLE, SQUARE),
    "half": notebook("def double(x):\n    return x + 2", SQUARE),
    "file": notebook("def double(x):\n    return x * int(open('two.txt').read())", "print('here')"),
    "dead": notebook("import os\nos._exit(3)", SQUARE),
    "slow": notebook(f"import time\ntime.sleep(3)\n{DOUBLE}", SQUARE),
    "mangled": "no notebook at all",
}


def job(student: str) -> Job:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        info = tarfile.TarInfo("two.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"2"))
    sent = {"tiny": HANDED_IN[student].encode()}
    return Job(student, sent, {"tiny": notebook(DOUBLE, SQUARE)}, data.getvalue(), Limits(notebook_s=60))


def told(done: Done) -> tuple[str, dict[str, str], list[str]]:
    """All of a result but the time that it took."""
    return done.student, done.notebooks, done.notes


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def workers():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", host="127.0.0.1"
    ) as started:
        yield started


@pytest.fixture(scope="module")
def here(warm):
    """What this machine makes of each submission."""
    return {student: told(grade_submission(warm, job(student))) for student in HANDED_IN}


def results(futures: dict[str, "Future[Done]"]) -> dict[str, tuple[str, dict[str, str], list[str]]]:
    return {student: told(future.result(120)) for student, future in futures.items()}


def test_workers_grade_as_this_machine_does(workers, here):
    with connect(workers.scheduler_address) as (submit, at_once, _):
        assert at_once == 2
        assert results({student: submit(job(student)) for student in HANDED_IN}) == here


def test_a_killed_worker_loses_nothing(workers, here):
    with (
        connect(workers.scheduler_address) as (submit, _, _),
        Client(workers, set_as_default=False) as client,
    ):
        processes = client.run(os.getpid)
        futures = {student: submit(job(student)) for student in ["slow", *HANDED_IN]}
        wait_until(lambda: any(client.processing().values()))
        busy = next(name for name, tasks in client.processing().items() if tasks)
        os.kill(processes[busy], signal.SIGKILL)
        assert results(futures) == here
        wait_until(lambda: len(client.nthreads()) == 2)


def test_a_warm_process_that_dies_costs_no_student_anything(workers, here):
    def end_warm() -> bool:  # without a module of its own, dask sends its code along
        from cnnkit.grading.running import cluster as there

        for grader in there._graders.values():
            grader._warm.process.kill()
        return bool(there._graders)

    with (
        connect(workers.scheduler_address) as (submit, _, _),
        Client(workers, set_as_default=False) as client,
    ):
        futures = {student: submit(job(student)) for student in ("slow", "right", "half")}
        futures["right"].result(60)  # so that it is warm
        wait_until(lambda: any(client.run(end_warm).values()))
        assert results(futures) == {student: here[student] for student in futures}


def test_a_worker_with_other_versions_is_refused(workers, monkeypatch, request):
    monkeypatch.setattr(cluster, "grader_version", lambda: b"of yesterday")
    cluster._version.cache_clear()
    request.addfinalizer(cluster._version.cache_clear)
    with pytest.raises(ClusterError, match=r"unlike this machine .*, numpy .*\n.*127\.0\.0\.1.*torch"):
        connect(workers.scheduler_address).__enter__()


def test_nothing_is_left_when_the_workers_end(workers):
    """The last of the tests that use them."""

    def warm_of_worker() -> list[tuple[int, str]]:
        from cnnkit.grading.running import cluster as there

        return [(grader._warm.process.pid, str(grader._warm.folder)) for grader in there._graders.values()]

    def left() -> list[str]:
        return [
            folder for process, folder in warm if Path(folder).exists() or Path(f"/proc/{process}").exists()
        ]

    with (
        connect(workers.scheduler_address) as (submit, _, _),
        Client(workers, set_as_default=False) as client,
    ):
        submit(job("right")).result(60)
        warm = [each for found in client.run(warm_of_worker).values() for each in found]
    assert left()
    workers.close()
    wait_until(lambda: not left())


def test_a_worker_with_other_versions_that_joins_later_gives_no_grade():
    with pytest.raises(ClusterError, match="not cnnkit of yesterday"):
        cluster._grade(job("right"), False, "cnnkit of yesterday")


def test_a_scheduler_without_workers_says_how_to_start_one(monkeypatch):
    monkeypatch.setattr(cluster, "WORKER_S", 0.5)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1") as empty,
        pytest.raises(ClusterError, match=f"dask worker {empty.scheduler_address} --nthreads 1"),
    ):
        connect(empty.scheduler_address).__enter__()


def test_workers_that_went_for_good_end_the_waiting(monkeypatch):
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as cluster,
        connect(cluster.scheduler_address) as (submit, _, check),
    ):
        check()
        cluster.scale(0)
        future = submit(job("right"))
        monkeypatch.setattr("cnnkit.grading.running.cluster.WORKER_S", 0.5)
        with pytest.raises(ClusterError, match="has no worker any more; what was graded so far is saved"):
            wait_until(lambda: check() is not None)
        assert not future.done()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{}", "127.0.0.1", "post://127.0.0.1:{}"])
def test_no_scheduler_is_an_error_with_the_remedy(address, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    with socket.socket() as closed:  # bound and not listening: nobody else can answer there
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(ClusterError, match=r"no dask scheduler answers at .*dask scheduler"):
            connect(address.format(closed.getsockname()[1])).__enter__()
