"""What a page is told of a network: every network of the catalogue, small enough, nothing lost."""

import gzip
import json
from collections import Counter

import pytest
import torch

from cnnkit.models.create import create_model, list_models, model_info
from cnnkit.summary.measure import summarize
from cnnkit.widgets.network import network_rows
from tests.golden import make_network

QUICK = ("alexnet", "googlenet", "resnet18", "capsnet", "squeezenet1_1")
"""One of each kind; `make test-all` tells every network."""
NETWORKS = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in list_models()]
BYTES_A_ROW, BYTES_MORE = 10, 1_000
"""Gzipped, at most."""


def test_golden_vectors_are_what_python_says_today() -> None:
    assert make_network.TARGET.read_text("utf8") == make_network.text(), (
        "run: python tests/golden/make_network.py"
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_every_row_and_link_is_told_in_few_bytes(name: str) -> None:
    with torch.device("meta"):
        model = create_model(name)
    summary = summarize(model, (1, *model_info(name).input_shape))
    told = json.loads(json.dumps(network_rows(summary), allow_nan=False))
    rows, shapes = told["rows"], told["shapes"]
    assert {key: len(column) for key, column in rows.items()} == dict.fromkeys(rows, len(summary.rows))
    for i, row in enumerate(summary.rows):
        assert (rows["name"][i], told["kinds"][rows["kind"][i]]) == (row.name, row.kind)
        assert (shapes[rows["in"][i]], shapes[rows["out"][i]]) == ([*row.in_shape[1:]], [*row.out_shape[1:]])
    assert (sum(rows["params"]), sum(rows["macs"])) == (
        sum(row.params for row in summary.rows),
        summary.macs,
    )
    # every link has both its ends, and a joint is read and reads
    sources, targets = Counter(told["links"][::2]), Counter(told["links"][1::2])
    ends = len(told["inputs"]), len(summary.rows), len(told["joints"]), len(told["outputs"])
    assert set(sources) | set(targets) <= set(range(sum(ends)))
    joints = range(ends[0] + ends[1], ends[0] + ends[1] + ends[2])
    assert all(sources[j] and targets[j] for j in joints)
    size = len(gzip.compress(json.dumps(told, separators=(",", ":")).encode(), mtime=0))
    assert size <= BYTES_MORE + BYTES_A_ROW * len(summary.rows)


def test_a_folded_summary_is_told_as_well() -> None:
    summary = make_network.summary_of("resnet20_cifar").grouped(2)
    told = network_rows(summary)
    assert len(told["rows"]["name"]) == len(summary.rows) < 30
    assert sum(told["rows"]["macs"]) == summary.macs
