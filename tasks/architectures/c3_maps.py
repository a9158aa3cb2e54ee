# ruff: noqa: E501
"""The task `c3_maps` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Maps that read only some maps
#
# In LeNet-5 a table says which maps of S2 each map of C3 reads. Where it has a 1 there is a *link*, and each link has a kernel of its own; where it has a 0 nothing is read. What the links of a map give is added up, and then comes the map's one bias. About 20 minutes.
#
# `c3_maps(s2, table, w, b)`
#
# | | shape or type | |
# |---|---|---|
# | `s2` | `(c, h, w)` | the maps that are read, six in LeNet-5 |
# | `table` | `(m, c)` | whole numbers, 1 for a link and 0 for none; a row for each map that comes out, sixteen in LeNet-5; no row is empty |
# | `w` | `(links, k, k)` | one kernel for each 1 of the table, in reading order: all of the first row from left to right, then the second row, … |
# | `b` | `(m,)` | one bias for each map that comes out |
# | result | `(m, h', w')` | stride 1, no padding, no activation: $h' = h - k + 1$, $w' = w - k + 1$ |
#
# **Example.** Three maps of one pixel, 2, 3 and 5; the table has the rows `1 0 1` and `0 1 0`; three kernels of 1×1, 10, 20 and 30; biases 1 and 4. The first map is $10\cdot2 + 20\cdot5 + 1 = 121$, the second $30\cdot3 + 4 = 94$.
#
# Off limits: everything in torch whose name begins with `conv`.
#
# <details><summary>Hint 1</summary>Number the ones of the table in reading order. Which kernels does the second row own, if the first row has three ones?</details>
# <details><summary>Hint 2</summary><code>s2.unfold(1, k, 1).unfold(2, k, 1)</code> has the shape <code>(c, h', w', k, k)</code>: all windows of all maps.</details>
# <details><summary>Hint 3</summary>A layer that reads everything, but with zeros for kernels where the table has a 0, gives the same.</details>


# %% answer
def c3_maps(s2, table, w, b):
    ### BEGIN SOLUTION
    k = w.shape[-1]
    kernels = w.new_zeros(*table.shape, k, k)  # m c k k, nothing where there is no link
    kernels[table.bool()] = w
    windows = s2.unfold(1, k, 1).unfold(2, k, 1)  # c h' w' k k
    return torch.einsum("cijab,mcab->mij", windows, kernels) + b[:, None, None]
    ### END SOLUTION


# %% tries
double = torch.float64
pixels = torch.tensor([[[2.0]], [[3.0]], [[5.0]]])
rows = torch.tensor([[[1.0, -2.0, 3.0]], [[0.0, 1.0, 4.0]], [[2.0, 0.0, -1.0]]], dtype=double)
checks.self_check(
    "c3_maps",
    lambda: c3_maps,
    [
        checks.Example(
            torch.tensor([[[121.0]], [[94.0]]]),
            pixels,
            torch.tensor([[1, 0, 1], [0, 1, 0]]),
            torch.tensor([10.0, 20.0, 30.0]).view(3, 1, 1),
            torch.tensor([1.0, 4.0]),
        ),
        checks.Example(
            torch.tensor([[[2.5]], [[13.0]], [[-1.0]], [[11.0]]]),
            pixels,
            torch.tensor([[0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 1]]),
            torch.tensor([0.5, 2.0, 3.0, -1.0, 1.0, -2.0, 3.0]).view(7, 1, 1),
            torch.tensor([0.0, 0.0, 2.0, 0.0]),
        ),
        checks.Example(
            torch.tensor([[[-4.0, 5.0]], [[1.0, -3.0]]], dtype=double),
            torch.cat([rows, rows.flip(1)], 1),
            torch.tensor([[1, 1, 0], [0, 0, 1]]),
            torch.tensor(
                [[[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [-1.0, 1.0]], [[0.0, 1.0], [0.0, 3.0]]], dtype=double
            ),
            torch.tensor([-2.0, 1.0], dtype=double),
        ),
    ],
    off_limits=["conv*"],
)


# %% tests
def _grade_c3_maps(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def windows(s2, w):
        k = w.shape[-1]
        return s2.unfold(1, k, 1).unfold(2, k, 1)

    def expected(s2, table, w, b):
        kernels = w.new_zeros(*table.shape, *w.shape[1:])
        kernels[table.bool()] = w
        return torch.einsum("cijab,mcab->mij", windows(s2, w), kernels) + b[:, None, None]

    def walked(order):
        """A loop over (map that comes out, map that is read, number of the kernel)."""

        def wrong(s2, table, w, b):
            v = windows(s2, w)
            out = torch.zeros(len(table), *v.shape[1:3], dtype=s2.dtype)
            for j, i, n in order(table, w):
                out[j] += torch.einsum("ijab,ab->ij", v[i], w[n])
            return out + b[:, None, None]

        return wrong

    def links(table):
        return [(j, i) for j, row in enumerate(table.tolist()) for i, one in enumerate(row) if one]

    def by_map_that_is_read(table, w):
        found = [(j, i) for i, column in enumerate(table.T.tolist()) for j, one in enumerate(column) if one]
        return [(j, i, n) for n, (j, i) in enumerate(found)]

    def restarted(table, w):
        return [
            (j, i, n)
            for j, row in enumerate(table.tolist())
            for n, i in enumerate(k for k, one in enumerate(row) if one)
        ]

    def first_maps(table, w):
        found = [(j, i) for j, row in enumerate(table.tolist()) for i in range(sum(row))]
        return [(j, i, n) for n, (j, i) in enumerate(found)]

    def full(table, w):
        m, c = table.shape
        return [(j, i, j * c + i) for j in range(m) for i in range(c)]

    def full_in_turn(table, w):
        m, c = table.shape
        return [(j, i, (j * c + i) % len(w)) for j in range(m) for i in range(c)]

    def with_gaps(table, w):
        return [(j, i, j * table.shape[1] + i) for j, i in links(table)]

    def shifted(table, w):
        return [(j, i, n + 1) for n, (j, i) in enumerate(links(table))]

    def shifted_round(table, w):
        return [(j, i, n - 1) for n, (j, i) in enumerate(links(table))]

    def turned(table, w):
        m, c = table.shape
        return [
            (j, i, n) for n, (j, i) in enumerate((j, i) for j in range(m) for i in range(c) if table[i, j])
        ]

    def reshaped(table, w):
        m, c = table.shape
        other = table.reshape(c, m).T
        return [(j, i, n) for n, (j, i) in enumerate(links(other))]

    def bias_a_link(s2, table, w, b):
        return expected(s2, table, w, b * table.sum(1))

    def mean_of_links(s2, table, w, b):
        zero = torch.zeros_like(b)
        return expected(s2, table, w, zero) / table.sum(1)[:, None, None] + b[:, None, None]

    def one_map_a_link(s2, table, w, b):
        v = windows(s2, w)
        return torch.stack(
            [torch.einsum("ijab,ab->ij", v[i], w[n]) + b[j] for n, (j, i) in enumerate(links(table))]
        )

    def last_link(s2, table, w, b):
        """The answer of the last link stands, the others were written over."""
        v, found = windows(s2, w), {}
        for n, (j, i) in enumerate(links(table)):
            found[j] = torch.einsum("ijab,ab->ij", v[i], w[n]) + b[j]
        return torch.stack([found[j] for j in range(len(table))])

    read_all = (
        "every map reads all maps. The table leaves links out, and there is a kernel only where it has a 1."
    )
    turned_round = "the table is read the other way round. Its rows are the maps that come out, its columns the maps that are read."
    number = "the kernels are numbered wrongly: number n belongs to the n-th 1 of the table, counted from 0 in reading order."
    mistakes = [
        Mistake("all-maps-read", read_all, walked(full)),
        Mistake("all-maps-read", read_all, walked(full_in_turn)),
        Mistake("table-turned", turned_round, walked(turned)),
        Mistake("table-turned", turned_round, walked(reshaped)),
        Mistake(
            "kernels-by-the-map-read",
            "the kernels were taken in the order of the maps that are *read*. They lie in the order of the maps that come out.",
            walked(by_map_that_is_read),
        ),
        Mistake(
            "kernels-begin-anew",
            "every map begins again with the first kernel. Each link of the whole table has a kernel of its own.",
            walked(restarted),
        ),
        Mistake("kernel-number", number, walked(shifted)),
        Mistake("kernel-number", number, walked(shifted_round)),
        Mistake(
            "kernel-number",
            "zeros of the table were counted too, as if each had a kernel.",
            walked(with_gaps),
        ),
        Mistake(
            "one-kernel-a-map",
            "all links of a map share one kernel. Each link has its own.",
            walked(lambda table, w: [(j, i, j) for j, i in links(table)]),
        ),
        Mistake(
            "one-kernel-a-map",
            "all links that read the same map share one kernel. Each link has its own.",
            walked(lambda table, w: [(j, i, i) for j, i in links(table)]),
        ),
        Mistake(
            "first-maps-read",
            "each map reads as many maps as it has links, but always the first ones. Which ones does the table name?",
            walked(first_maps),
        ),
        Mistake(
            "bias-a-link", "the bias comes in once for each link. It is added once for each map.", bias_a_link
        ),
        Mistake(
            "mean-of-links",
            "what the links give was averaged. It is added up.",
            mean_of_links,
        ),
        Mistake(
            "one-map-a-link",
            "there is a map for each link. The links of a map are added up into one.",
            one_map_a_link,
        ),
        Mistake(
            "last-link-only",
            "only the last link of each map is left. What the links give is added up.",
            last_link,
        ),
        Mistake(
            "kernel-flipped",
            "the kernels are turned by 180 degrees. The course slides them as they are.",
            lambda s2, table, w, b: expected(s2, table, w.flip(1, 2), b),
        ),
        *usual(expected, bias="b", weight="w"),
    ]

    def table(seed, m, c):
        """Zeros and ones, at least a 1 in each row and in each column."""
        found = (values(seed, m, c) > 0).long()
        for j in range(max(m, c)):
            found[j % m, j % c] = 1
        return found

    def case(points, seed, m, c, h, w, k, dtype=torch.float32):
        links = table(seed, m, c)
        return Case(
            points,
            values(seed + 1, c, h, w, dtype=dtype),
            links,
            values(seed + 2, int(links.sum()), k, k, dtype=dtype),
            values(seed + 3, m, dtype=dtype),
        )

    reads = (
        "100011100111101",
        "110001110011110",
        "111000111001011",
        "011100111100101",
        "001110011110110",
        "000111001111011",
    )
    lenet = torch.tensor([[int(row[j]) for row in reads] for j in range(15)] + [[1] * 6])
    cases = [
        Case(3, values(1, 6, 14, 14), lenet, values(2, 60, 5, 5), values(3, 16)),
        case(2, 10, 5, 3, 6, 5, 3),
        case(2, 20, 4, 6, 4, 7, 2, torch.float64),
        case(1, 30, 7, 2, 5, 4, 1),
        Case(1, values(40, 1, 4, 5), torch.tensor([[1], [1]]), values(41, 2, 3, 3), values(42, 2)),
        case(1, 50, 3, 4, 3, 9, 3),
    ]
    return grade(
        "c3_maps",
        lambda: c3_maps,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["conv*"],
    )
