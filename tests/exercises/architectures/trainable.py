# ruff: noqa: F811
"""Right and wrong answers to `trainable`."""

from itertools import dropwhile


# %% right a loop with a switch
def trainable(sizes, frozen_upto):
    if frozen_upto is not None and frozen_upto not in [name for name, n in sizes]:
        raise ValueError(f"no layer {frozen_upto}")
    frozen, total = frozen_upto is not None, 0
    for name, n in sizes:
        if not frozen:
            total += n
        if name == frozen_upto:
            frozen = False
    return total


# %% right a dictionary
def trainable(sizes, frozen_upto):
    weights = dict(sizes)
    if frozen_upto is None:
        return sum(weights.values())
    names = list(weights)
    return sum(weights[name] for name in names[names.index(frozen_upto) + 1 :])


# %% right from behind
def trainable(sizes, frozen_upto):
    total = 0
    for name, n in reversed(sizes):
        if name == frozen_upto:
            return total
        total += n
    if frozen_upto is None:
        return total
    raise ValueError(frozen_upto)


# %% right everything less the frozen part
def trainable(sizes, frozen_upto):
    names, counts = [name for name, _ in sizes], [n for _, n in sizes]
    end = 0 if frozen_upto is None else names.index(frozen_upto) + 1
    return sum(counts) - sum(counts[:end])


# %% right dropwhile
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    rest = list(dropwhile(lambda pair: pair[0] != frozen_upto, sizes))
    if not rest:
        raise ValueError("unknown layer")
    return sum(n for _, n in rest[1:])


# %% right recursion
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    if not sizes:
        raise ValueError(f"{frozen_upto} is no layer")
    (name, _), *rest = sizes
    return trainable(rest, None if name == frozen_upto else frozen_upto)


# %% wrong idea [boundary-trained] the slice begins at the boundary
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    i = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[i:])


# %% wrong idea [one-layer-too-many-frozen] two further
def trainable(sizes, frozen_upto):
    i = -1 if frozen_upto is None else [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[i + 2 :])


# %% wrong idea [frozen-counted] up to and with the boundary
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return 0
    i = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[: i + 1])


# %% wrong idea [frozen-counted] up to the boundary
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return 0
    i = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[:i])


# %% wrong idea [only-one-frozen] one layer left out
def trainable(sizes, frozen_upto):
    if frozen_upto is not None and frozen_upto not in dict(sizes):
        raise ValueError
    return sum(n for name, n in sizes if name != frozen_upto)


# %% wrong idea [sorted-by-name] sorted first
def trainable(sizes, frozen_upto):
    sizes = sorted(sizes)
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    i = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[i + 1 :])


# %% wrong idea [sorted-by-name] names compared
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    if frozen_upto not in dict(sizes):
        raise ValueError
    return sum(n for name, n in sizes if name > frozen_upto)


# %% wrong idea [head-alone] the last one
def trainable(sizes, frozen_upto):
    if frozen_upto is not None and frozen_upto not in dict(sizes):
        raise ValueError
    return sizes[-1][1]


# %% wrong idea [all-but-the-head] the head forgotten
def trainable(sizes, frozen_upto):
    i = -1 if frozen_upto is None else [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[i + 1 : -1])


# %% wrong idea [all-trained] freezing ignored
def trainable(sizes, frozen_upto):
    if frozen_upto is not None and frozen_upto not in dict(sizes):
        raise ValueError
    return sum(n for _, n in sizes)


# %% wrong idea [layers-counted] how many layers
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return len(sizes)
    i = [name for name, _ in sizes].index(frozen_upto)
    return len(sizes[i + 1 :])


# %% wrong edge [none-freezes-all] None for everything
def trainable(sizes, frozen_upto):
    if frozen_upto is None:
        return 0
    i = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[i + 1 :])


# %% wrong edge [name-not-found] an unknown name thaws all
def trainable(sizes, frozen_upto):
    names = [name for name, _ in sizes]
    i = names.index(frozen_upto) + 1 if frozen_upto in names else 0
    return sum(n for _, n in sizes[i:])


# %% wrong edge [name-not-found] an unknown name freezes all
def trainable(sizes, frozen_upto):
    frozen, total = frozen_upto is not None, 0
    for name, n in sizes:
        if not frozen:
            total += n
        if name == frozen_upto:
            frozen = False
    return total
