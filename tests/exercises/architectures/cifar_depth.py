# ruff: noqa: F811
"""Right and wrong answers to `cifar_depth`."""


# %% right a formula
def cifar_depth(n):
    return 6 * n + 2


# %% right a loop over stages and blocks
def cifar_depth(n):
    depth = 1
    for _stage in range(3):
        for _block in range(n):
            depth += 2
    return depth + 1


# %% right a list of layers
def cifar_depth(n):
    layers = ["conv"] + ["conv", "conv"] * (3 * n) + ["dense"]
    return len(layers)


# %% right step by step
def cifar_depth(n):
    return cifar_depth(n - 1) + 6 if n > 1 else 8


# %% right sum over stages
def cifar_depth(n):
    return sum([1, *(2 * n for _ in (16, 32, 64)), 1])


# %% wrong idea [ends-left-out] blocks alone
def cifar_depth(n):
    return 6 * n


# %% wrong idea [one-end-left-out] without the head
def cifar_depth(n):
    return 1 + 6 * n


# %% wrong idea [bottlenecks] three a block
def cifar_depth(n):
    return 9 * n + 2


# %% wrong idea [block-counts-once] one a block
def cifar_depth(n):
    return 3 * n + 2


# %% wrong idea [one-stage] stages forgotten
def cifar_depth(n):
    return 2 * n + 2


# %% wrong idea [four-stages] as for ImageNet
def cifar_depth(n):
    return 4 * 2 * n + 2


# %% wrong idea [projections-counted] shortcuts too
def cifar_depth(n):
    return 1 + 3 * 2 * n + 2 + 1


# %% wrong idea [pool-counted] pool is a layer
def cifar_depth(n):
    return 1 + 6 * n + 1 + 1


# %% wrong idea [norms-counted] batch norm too
def cifar_depth(n):
    return 2 * (1 + 6 * n) + 1


# %% wrong idea [n-from-depth] the other way
def cifar_depth(n):
    return (n - 2) // 6


# %% wrong idea [type] a float
def cifar_depth(n):
    return f"{6 * n + 2}"
