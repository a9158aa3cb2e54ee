"""What crosses between a student's box and the judge's arrives as it was, and nothing else arrives."""

import base64
import json
import math
from collections import Counter, namedtuple
from enum import IntEnum

import numpy as np
import pytest
import torch

from cnnkit.grading.walls.box.values import ValuesError, decode, encode


def refuse(thing):
    raise AssertionError(f"{thing!r} crossed as a handle")


def there_and_back(value):
    return decode(json.loads(json.dumps(encode(value, refuse))), refuse)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -(2**70),
        1.5,
        math.inf,
        "ünï\ud800",
        b"\x00\xff",
        2 + 3j,
        slice(1, None, 2),
        [1, (2, [3]), {4}, frozenset({5})],
        {"a": 1, (1, 2): [None]},
        torch.float16,
    ],
)
def test_plain_values_arrive_as_they_were(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


class Odd(list):
    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (torch.zeros(2, 3).shape, (2, 3)),
        (namedtuple("Point", "x y")(1, 2), (1, 2)),
        (Odd([1]), [1]),
        (Counter("aab"), {"a": 2, "b": 1}),
        (IntEnum("Colour", "RED").RED, 1),
    ],
)
def test_what_is_derived_from_a_plain_kind_arrives_as_that_kind(value, plain):
    back = there_and_back(value)
    assert back == plain
    assert type(back) is type(plain)


@pytest.mark.parametrize(
    "dtype", ["float64", "float32", "float16", "bfloat16", "int64", "int8", "uint8", "bool", "complex64"]
)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)])
def test_tensors_arrive_bit_by_bit(dtype, shape):
    tensor = (torch.rand(shape, dtype=torch.float64) * 9).to(getattr(torch, dtype))
    back = there_and_back(tensor)
    assert back.dtype == tensor.dtype
    assert back.shape == tensor.shape
    assert torch.equal(back, tensor)


def test_views_parameters_and_lazy_conjugates_arrive_by_value():
    x = torch.arange(6.0).reshape(2, 3)
    assert torch.equal(there_and_back(x.T[1:]), x.T[1:])
    assert type(there_and_back(torch.nn.Parameter(x))) is torch.Tensor
    z = torch.tensor([1 + 2j]).conj()
    assert torch.equal(there_and_back(z), z)


@pytest.mark.parametrize(
    "array", [np.arange(6).reshape(2, 3).T, np.ones((2, 2), ">i4"), np.zeros((0, 2), bool), np.array(3.5)]
)
def test_arrays_arrive_by_value(array):
    back = there_and_back(array)
    assert type(back) is np.ndarray
    assert np.array_equal(back, array)
    assert there_and_back(np.float32(2.5)) == np.float32(2.5)


@pytest.mark.parametrize(
    "thing",
    [
        object(),
        len,
        torch.nn.Linear(1, 1),
        torch.zeros(2).to_sparse(),
        torch.zeros(2, device="meta"),
        np.array([object()]),
        np.datetime64("2026-01-01"),
        torch.zeros(1).expand(1 << 30),
    ],
)
def test_everything_else_is_lent(thing):
    lent = []
    assert encode([thing], lambda x: lent.append(x) or {"type": "handle"}) == {
        "type": "list",
        "items": [{"type": "handle"}],
    }
    assert lent[0] is thing


def numbers(kind="tensor", dtype="float32", shape=(1,), data=b"\0\0\0\0"):
    return {"type": kind, "dtype": dtype, "shape": list(shape), "data": base64.b64encode(data).decode()}


def deep(levels: int):
    message = {"type": "list", "items": []}
    for _ in range(levels):
        message = {"type": "list", "items": [message]}
    return message


@pytest.mark.parametrize(
    "message",
    [
        [],
        {},
        {"type": 5},
        {"type": "list"},
        {"type": "list", "items": 5},
        {"type": "dict", "items": [[1, 2, 3]]},
        {"type": "dict", "items": [[{"type": "list", "items": []}, 1]]},
        {"type": "set", "items": [{"type": "dict", "items": []}]},
        {"type": "slice", "items": [1, 2, 3, 4]},
        {"type": "complex", "items": ["x"]},
        {"type": "bytes", "data": "not base64!"},
        {"type": "bytes", "data": 5},
        {"type": "dtype", "dtype": "object"},
        deep(5000),
        numbers(shape=(2,)),
        numbers(shape=(-1,)),
        numbers(shape=(True,)),
        numbers(shape=(1.0,)),
        numbers(shape=("1",)),
        numbers(shape=[1] * 1000),
        numbers(shape=(0, 1 << 62), data=b""),
        numbers(shape=(1 << 62, 1 << 62)),
        numbers(dtype="qint8"),
        numbers(dtype=5),
        numbers("array", "O", (1,), b"\0" * 8),
        numbers("array", "(2,)f4", (1,), b"\0" * 8),
        numbers("array", "V4"),
        numbers("array", "S4"),
        numbers("number", "float64"),
        numbers(dtype="bool", data=b"\2"),
        numbers("array", "bool", (3,), b"\0\3\1"),
    ],
)
def test_a_damaged_message_is_refused(message):
    with pytest.raises(ValuesError):
        decode(message, refuse)


def test_what_is_no_value_is_for_the_caller_to_meet():
    assert decode({"type": "handle", "number": 3}, lambda message: message["number"]) == 3
