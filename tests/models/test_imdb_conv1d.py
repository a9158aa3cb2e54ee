"""What is special in the word network: filters slide along the words, the best place counts, the start."""

import pytest
import torch

from cnnkit.models import create_model


def test_a_phrase_counts_the_same_wherever_it_stands():
    torch.manual_seed(0)
    model = create_model("imdb_conv1d").eval()
    filler, phrase = torch.full((1, 200), 7), torch.randint(100, 200, (1, 20))
    first, second = filler.clone(), filler.clone()
    first[:, 50:70], second[:, 100:120] = phrase, phrase  # 50 words on: a multiple of the pool
    with torch.no_grad():
        assert torch.allclose(model(first), model(second), atol=1e-6)
        assert not torch.allclose(model(first), model(filler), atol=1e-6)


def test_word_vectors_start_small_and_the_rest_as_in_keras():
    torch.manual_seed(0)
    model = create_model("imdb_conv1d")
    assert 0.049 < model.stem.weight.abs().max() <= 0.05
    bound = (6 / (7 * 128 + 7 * 32)) ** 0.5
    assert 0.99 * bound < model.body[0].weight.abs().max() <= bound
    assert not model.body[0].bias.any()


@pytest.mark.parametrize(("wrong", "seen"), [(10_000, "5 to 10000"), (-1, "-1 to 5")])
def test_ids_beyond_the_vocabulary_are_refused(wrong, seen):
    model, ids = create_model("imdb_conv1d").eval(), torch.full((1, 50), 5)
    ids[0, 20] = wrong
    with pytest.raises(ValueError, match=f"ImdbConv1d got word ids from {seen}; legal: 0 to 9999"):
        model(ids)
    ids[0, 20], ids[0, 21] = 0, 9999
    assert model(ids).shape == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "seen"),
    [
        ([1, 2, 3], "got list"),
        (torch.ones(1, 50), r"got \(1, 50\) of torch.float32"),
        (torch.ones(1, 50, dtype=torch.uint8), r"got \(1, 50\) of torch.uint8"),
        (torch.ones(1, 40, dtype=torch.int64), r"got \(1, 40\) of torch.int64"),
    ],
)
def test_what_is_no_text_is_refused(wrong, seen):
    with pytest.raises(ValueError, match=f"{seen}; legal: .n, l. whole numbers, int64 or int32, l of 41"):
        create_model("imdb_conv1d")(wrong)
