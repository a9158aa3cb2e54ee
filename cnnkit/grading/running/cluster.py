"""Grade on many machines: dask workers, each with a warm process of its own.

    dask scheduler --host 10.0.0.1                                # on one machine
    dask worker tcp://10.0.0.1:8786 --nthreads 1 --nworkers 4     # on each that grades: its processors
    cnnkit grade basics --scheduler tcp://10.0.0.1:8786           # where the course folder is

The machines need the same Python, torch and cnnkit (`pip install 'cnnkit[grade,cluster]'`) and no disk in
common: a submission travels as bytes, its graded notebooks come back as text, and only the machine with the
course folder writes. A job whose worker dies is given to another one.

Whoever reaches a dask scheduler can run code on its workers. Keep it in a private network, or use dask's TLS
(addresses that begin with tls:// and dask's own configuration).
"""

from __future__ import annotations

import atexit
import logging
import platform
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from typing import Any

from cnnkit.grading.running.grader import Grader
from cnnkit.grading.running.submission import Done, Job
from cnnkit.grading.running.version import grader_version

__all__ = ["ClusterError", "connect"]

CONNECT_S = 5
WORKER_S = 20
"""How long to wait for a scheduler to answer, and then for its first worker."""


class ClusterError(ValueError):
    """The scheduler or its workers cannot be used; says what to do about it."""


@contextmanager
def connect(
    scheduler: str, *, unsafe: bool = False
) -> Iterator[tuple[Callable[[Job], Future[Done]], int, Callable[[], None]]]:
    """A function that grades a job on some worker, how many jobs run at once, and a function to call now and
    then while they do: it raises ClusterError if the scheduler has gone, or the last worker some time ago.

    Raises ClusterError if there is no scheduler at the address, it has no workers, or these are not like
    this machine. Jobs that are not done at the end are given up.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise ClusterError("dask is missing: pip install 'cnnkit[cluster]'") from None
    try:
        get_address_host_port(scheduler)  # a client for what is no address takes 10 s to end
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no dask scheduler answers at {scheduler} ({error}); start one with: dask scheduler"
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what matters is raised
    try:
        threads = _check_workers(client, scheduler)
        pool = client.get_executor(pure=False)

        def submit(job: Job) -> Future[Done]:
            if client.status != "running":
                raise ClusterError(f"the scheduler at {scheduler} is gone; what was graded so far is saved")
            with warnings.catch_warnings():  # dask advises against large arguments; a job holds its files
                warnings.simplefilter("ignore", UserWarning)
                return pool.submit(_grade, job, unsafe, _version())

        seen = time.monotonic()

        def check() -> None:
            nonlocal seen
            with suppress(OSError):  # the client notices by itself, and says so in its status
                if client.status == "running" and client.nthreads():
                    seen = time.monotonic()
            if client.status != "running":
                raise ClusterError(f"the scheduler at {scheduler} is gone; what was graded so far is saved")
            if time.monotonic() - seen > WORKER_S:
                raise ClusterError(
                    f"the scheduler at {scheduler} has no worker any more; what was graded so far is saved; "
                    f"start one: dask worker {scheduler} --nthreads 1"
                )

        try:
            yield submit, threads, check
        finally:
            pool.shutdown(wait=False)
    finally:
        client.close()


def _check_workers(client: Any, scheduler: str) -> int:
    """How many jobs the workers run at once; raises ClusterError if one is not like this machine."""
    try:
        client.wait_for_workers(1, timeout=WORKER_S)
    except TimeoutError:
        raise ClusterError(
            f"the scheduler at {scheduler} has no worker; start one: dask worker {scheduler} --nthreads 1"
        ) from None
    try:
        versions = client.run(_version)
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"a worker lacks {error.name}: pip install 'cnnkit[grade,cluster]' there"
        ) from None
    others = [f"{name}: {found}" for name, found in sorted(versions.items()) if found != _version()]
    if others:
        raise ClusterError(f"workers unlike this machine ({_version()}):\n" + "\n".join(others))
    return sum(client.nthreads().values())


@cache
def _version() -> str:
    """What a grade may depend on besides the submission; the same on every machine."""
    torch, numpy = (metadata.version(name).partition("+")[0] for name in ("torch", "numpy"))
    python = platform.python_version()
    return f"cnnkit {grader_version().hex()[:12]}, Python {python}, torch {torch}, numpy {numpy}"


# What follows runs in the workers.

_graders = dict[bool, Grader]()
_lock = threading.Lock()


def _grade(job: Job, unsafe: bool, version: str) -> Done:
    if version != _version():  # it joined after the others were looked at
        raise ClusterError(f"a worker is unlike the machine that asks: {_version()}, not {version}")
    with _lock:
        if unsafe not in _graders:
            _graders[unsafe] = Grader(walled=not unsafe)
            atexit.register(_graders[unsafe].close)
            _graders[unsafe].check()
    return _graders[unsafe].grade(job)
