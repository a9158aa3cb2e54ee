"""Text and photographs that are installed already: real, repeatable, and never fetched."""

import socket

import pytest
import torch

from cnnkit.data.photos import PHOTOS, photo
from cnnkit.data.text import CLASSES, PADDING, UNKNOWN, load_text, tokenize


@pytest.fixture(scope="module")
def text():
    return load_text(100)


def test_pieces_are_word_ids_half_of_each_kind(text):
    for x, y in ((text.train_x, text.train_y), (text.test_x, text.test_y)):
        assert x.shape == (len(y), 100)
        assert x.dtype == y.dtype == torch.int64
        assert y.bincount().tolist() == [len(y) / 2] * len(CLASSES)
        assert x.max() < len(text.vocabulary) <= 10_000
    assert len(text.train_x) > 1000
    assert len(text.test_x) > 150


def test_held_out_documents_share_no_long_run_of_words_with_training(text):
    def runs(x, size):
        return {
            tuple(window)
            for row in x.tolist()
            for window in zip(*(row[i:] for i in range(size)), strict=False)
        }

    # licences and set phrases return; whole sentences of twenty words hardly do
    shared = runs(text.test_x, 20) & runs(text.train_x, 20)
    shared = {run for run in shared if PADDING not in run and run.count(UNKNOWN) < 5}
    assert len(shared) < 0.02 * text.test_x.numel()


def test_the_same_text_every_time(text):
    assert torch.equal(load_text(100).train_x, text.train_x)


def test_a_small_vocabulary_sends_rare_words_to_unknown():
    small = load_text(50, words=100)
    assert len(small.vocabulary) == 100
    assert (small.test_x == UNKNOWN).float().mean() > 0.3


def test_tokenize():
    assert tokenize("It's the `None` object,\n see :ref:`x_1`.") == [
        "it's",
        "the",
        "none",
        "object",
        "see",
        "ref",
        "x",
    ]


def test_illegal_text_settings():
    with pytest.raises(ValueError, match="length=0"):
        load_text(0)


@pytest.mark.parametrize("name", PHOTOS)
def test_every_photograph_loads_without_network(name, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    x = photo(name, 48)
    assert x.shape == (3, 48, 48)
    assert x.dtype == torch.float32
    assert x.min() >= 0
    assert x.max() <= 1
    assert x.std() > 0.02


def test_photograph_sizes():
    assert photo("cat").shape == (3, 300, 451)
    assert photo("cat", (30, 60)).shape == (3, 30, 60)
    torch.testing.assert_close(photo("camera")[0], photo("camera")[2])


def test_unknown_photograph_names_the_known():
    with pytest.raises(ValueError, match="cat, astronaut"):
        photo("dog")
    with pytest.raises(ValueError, match="size=0"):
        photo("cat", 0)
