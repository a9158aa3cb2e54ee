"""The printed rows of GoogLeNet's table 1 are those of the list of facts; seven of twelve do not follow."""

from pathlib import Path

import yaml

from cnnkit.models.catalog.googlenet_table import PRINTED_ROWS
from cnnkit.models.googlenet import TABLE_1

FACTS = {
    fact["id"]: fact["value"]
    for fact in yaml.safe_load((Path(__file__).parents[1] / "sources/facts.yaml").read_text("utf8"))
}


def test_the_rows_are_those_that_the_facts_quote() -> None:
    for name in TABLE_1:
        assert f"{PRINTED_ROWS[name].params_k:g}K" == FACTS[f"googlenet-{name}-params"]
        assert f"{PRINTED_ROWS[name].ops_m:g}M" == FACTS[f"googlenet-{name}-ops"]
    for name, fact in (("conv1", "stem-2p7k"), ("conv2", "conv2"), ("linear", "linear")):
        row = PRINTED_ROWS[name]
        assert f"{row.params_k:g}K / {row.ops_m:g}M" == FACTS[f"googlenet-{fact}"]


def test_seven_rows_do_not_follow_from_their_filters() -> None:
    weights = {"conv1": 7 * 7 * 3 * 64, "conv2": 64 * 64 + 9 * 64 * 192, "linear": 1024 * 1000}
    channels = 192
    for name, row in TABLE_1.items():
        squeezes = row.conv1 + row.reduce3 + row.reduce5 + row.project
        weights[name] = channels * squeezes + 9 * row.reduce3 * row.conv3 + 25 * row.reduce5 * row.conv5
        channels = row.conv1 + row.conv3 + row.conv5 + row.project
    wrong = [
        name
        for name, row in PRINTED_ROWS.items()
        if abs(row.params_k * 1024 - weights[name]) > 0.005 * weights[name]
    ]
    assert wrong == ["conv1", "4a", "4c", "4d", "4e", "5a", "5b"]
