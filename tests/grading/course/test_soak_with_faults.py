"""A class is graded while everything that takes part is killed; `make test-all` does it (soak.py)."""

import pytest

from tests.conftest import need
from tests.grading.soak import soak


@pytest.mark.slow
def test_nothing_is_lost_different_or_left():
    need("bwrap")
    found = soak(1000)
    assert found["amiss"] == []
    assert {"grader", "warm process", "keeper", "box", "dask worker", "PostgreSQL started anew"} <= set(
        found["events"]
    )
