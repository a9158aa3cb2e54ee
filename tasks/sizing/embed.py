# ruff: noqa: E501
"""The task `embed` of the set sizing; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## From words to columns
#
# A word is a number in a list of words; an embedding table holds one row of $d$ numbers for each. Look the words up, and put the result the way the convolution of the last task wants it: channels first, places last.
#
# `embed(ids, table)`
#
# | | shape | |
# |---|---|---|
# | `ids` | `(n, l)`, int64 | $n$ texts of $l$ words; each entry is a row number of the table, counted from 0 |
# | `table` | `(v, d)` | one row of $d$ numbers for each of $v$ words |
# | result | `(n, d, l)` | for text $i$ and place $t$ the row of that word, standing upright: `result[i, :, t]` |
#
# **Example.** The table `[[1, 2], [3, 4], [5, 6]]` and one text of three words, `[[2, 0, 2]]`: the result is `[[[5, 1, 5], [6, 2, 6]]]`. Read it by columns: $(5, 6)$, $(1, 2)$, $(5, 6)$.
#
# Off limits: everything in torch with `embedding` in its name (also as `nn.Embedding`).
#
# <details><summary>Hint 1</summary>A tensor of whole numbers in square brackets picks rows. Try <code>table[torch.tensor([2, 0])]</code>, then the same with two axes of numbers.</details>
# <details><summary>Hint 2</summary>What shape do you have now, and which axis stands where? Two of them must change places.</details>
# <details><summary>Hint 3</summary>Giving a new shape to the numbers in their old order is not the same as swapping axes. Try both on a small table and look.</details>


# %% answer
def embed(ids, table):
    ### BEGIN SOLUTION
    return table[ids].transpose(1, 2)
    ### END SOLUTION


# %% tries
small_table = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
checks.self_check(
    "embed",
    lambda: embed,
    [
        checks.Example(
            torch.tensor([[[5.0, 1.0, 5.0], [6.0, 2.0, 6.0]]]), torch.tensor([[2, 0, 2]]), small_table
        ),
        checks.Example(torch.tensor([[[3.0], [4.0]], [[1.0], [2.0]]]), torch.tensor([[1], [0]]), small_table),
        checks.Example(
            torch.tensor([[[-1.0, 4.0], [2.0, 0.5]], [[4.0, -7.0], [0.5, 3.0]]], dtype=torch.float64),
            torch.tensor([[0, 1], [1, 2]]),
            torch.tensor([[-1.0, 2.0], [4.0, 0.5], [-7.0, 3.0]], dtype=torch.float64),
        ),
    ],
    off_limits=["*embedding*"],
)


# %% tests
def _grade_embed(examples):
    import torch
    from torch.nn.functional import one_hot

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(ids, table):
        result = torch.zeros(len(ids), table.shape[1], ids.shape[1], dtype=table.dtype)
        for i, text in enumerate(ids.tolist()):
            for t, word in enumerate(text):
                result[i, :, t] = table[word]
        return result

    def rows(ids, table):
        return expected(ids, table).transpose(1, 2)

    one_less = "every word gets its neighbour's row. Entries count from 0, as the rows do."
    mistakes = [
        Mistake(
            "not-transposed",
            "channels come last with you. The convolution wants them in the middle.",
            rows,
        ),
        Mistake("off-by-one", one_less, lambda ids, table: table[ids - 1].transpose(1, 2)),
        Mistake("off-by-one", one_less, lambda ids, table: table[ids + 1].transpose(1, 2)),
        Mistake("off-by-one", one_less, lambda ids, table: table[(ids + 1) % len(table)].transpose(1, 2)),
        Mistake(
            "words-averaged",
            "the words of a text are averaged. Each keeps a column of its own.",
            lambda ids, table: rows(ids, table).mean(1),
        ),
        Mistake(
            "words-added",
            "the words of a text are added up. Each keeps a column of its own.",
            lambda ids, table: rows(ids, table).sum(1),
        ),
        Mistake(
            "one-hot",
            "these columns are all 0 but for a 1. They only say which row of the table to take.",
            lambda ids, table: one_hot(ids, len(table)).transpose(1, 2).to(table.dtype),
        ),
        Mistake(
            "ids-scaled",
            "the number of a word is used as an amount. It is only a name.",
            lambda ids, table: (ids[:, :, None] * table[0]).transpose(1, 2),
        ),
        Mistake(
            "first-text-only",
            "all texts get the words of the first one.",
            lambda ids, table: expected(ids[:1].expand(len(ids), -1), table),
        ),
        Mistake(
            "table-turned",
            "you look the words up along the wrong axis of the table: a word is a row.",
            lambda ids, table: table.T[ids].transpose(1, 2),
        ),
        Mistake(
            "table-turned",
            "you look the words up along the wrong axis of the table: a word is a row.",
            lambda ids, table: table[:, ids],
        ),
        Mistake(
            "table-reshaped",
            "the table is reshaped where it should be transposed: reshape keeps the order, it moves no axis.",
            lambda ids, table: table.reshape(table.T.shape)[:, ids].transpose(0, 1),
        ),
        *usual(expected, batch=True, item="text"),
    ]
    cases = [
        Case(4, torch.tensor([[4, 0, 2, 2], [1, 4, 3, 0], [0, 0, 1, 4]]), values(1, 5, 3)),
        Case(2, torch.tensor([[5, 0, 0, 3, 1]]), values(2, 6, 4)),
        Case(2, torch.tensor([[0, 3, 1], [2, 0, 3], [3, 3, 1]]), values(3, 4, 3)),
        Case(2, torch.tensor([[6, 1], [0, 5]]), values(4, 7, 1, dtype=torch.float64)),
    ]
    return grade(
        "embed",
        lambda: embed,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*embedding*"],
    )
