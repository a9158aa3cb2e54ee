# ruff: noqa: F811
"""Right and wrong answers to `pareto`."""

import torch


# %% right everybody against everybody
def pareto(models):
    stay = []
    for name, cost, error in models:
        beaten = False
        for _, other_cost, other_error in models:
            as_good = other_cost <= cost and other_error <= error
            better = other_cost < cost or other_error < error
            if as_good and better:
                beaten = True
        if not beaten:
            stay.append(name)
    return stay


# %% right not the same pair
def pareto(models):
    return [
        name for name, c, e in models if not any(a <= c and b <= e and (a, b) != (c, e) for _, a, b in models)
    ]


# %% right the other way round
def pareto(models):
    return [n for n, c, e in models if all(a > c or b > e or (a == c and b == e) for _, a, b in models)]


# %% right sweep by cost and put back
def pareto(models):
    best, points = float("inf"), set()
    for _, cost, error in sorted(models, key=lambda m: (m[1], m[2])):
        if error < best:
            best = error
            points.add((cost, error))
    return [name for name, cost, error in models if (cost, error) in points]


# %% right tensors
def pareto(models):
    if not models:
        return []
    cost = torch.tensor([float(m[1]) for m in models], dtype=torch.float64)
    error = torch.tensor([float(m[2]) for m in models], dtype=torch.float64)
    as_good = (cost[None] <= cost[:, None]) & (error[None] <= error[:, None])
    better = (cost[None] < cost[:, None]) | (error[None] < error[:, None])
    beaten = (as_good & better).any(1)
    return [m[0] for m, gone in zip(models, beaten.tolist(), strict=True) if not gone]


# %% right best error at this cost or less
def pareto(models):
    out = []
    for name, cost, error in models:
        least = min(e for _, c, e in models if c <= cost)
        cheapest = min(c for _, c, e in models if e <= error)
        if least == error and cheapest == cost:
            out.append(name)
    return out


# %% wrong idea [better-in-both-only] strictly in both
def pareto(models):
    return [n for n, c, e in models if not any(a < c and b < e for _, a, b in models)]


# %% wrong idea [pushed-out-by-itself] compared with itself
def pareto(models):
    return [n for n, c, e in models if not any(a <= c and b <= e for _, a, b in models)]


# %% wrong idea [twins-lost] other names
def pareto(models):
    return [n for n, c, e in models if not any(m != n and a <= c and b <= e for m, a, b in models)]


# %% wrong idea [second-twin-lost] a dictionary of points
def pareto(models):
    points = {}
    for n, c, e in models:
        points.setdefault((c, e), n)
    return [
        n
        for (c, e), n in points.items()
        if not any(a <= c and b <= e and (a, b) != (c, e) for a, b in points)
    ]


# %% wrong idea [swept] sorted by cost
def pareto(models):
    best, out = float("inf"), []
    for name, _, error in sorted(models, key=lambda m: m[1]):
        if error < best:
            best = error
            out.append(name)
    return out


# %% wrong idea [swept-in-order] sorted by cost, put back
def pareto(models):
    best, kept = float("inf"), []
    for name, _, error in sorted(models, key=lambda m: m[1]):
        if error < best:
            best = error
            kept.append(name)
    return [name for name, _, _ in models if name in kept]


# %% wrong idea [sorted] by cost at the end
def pareto(models):
    stay = [m for m in models if not any(o[1] <= m[1] and o[2] <= m[2] and o[1:] != m[1:] for o in models)]
    return [m[0] for m in sorted(stay, key=lambda m: m[1])]


# %% wrong idea [sorted] as words
def pareto(models):
    return sorted(
        m[0] for m in models if not any(o[1] <= m[1] and o[2] <= m[2] and o[1:] != m[1:] for o in models)
    )


# %% wrong idea [better-in-one] or for and
def pareto(models):
    return [n for n, c, e in models if not any(a < c or b < e for _, a, b in models)]


# %% wrong idea [more-is-better] dear is good
def pareto(models):
    return [n for n, c, e in models if not any(a >= c and b <= e and (a > c or b < e) for _, a, b in models)]


# %% wrong idea [more-is-better] an accuracy
def pareto(models):
    return [n for n, c, e in models if not any(a <= c and b >= e and (a < c or b > e) for _, a, b in models)]


# %% wrong idea [beaten-ones-returned] no not
def pareto(models):
    return [n for n, c, e in models if any(a <= c and b <= e and (a < c or b < e) for _, a, b in models)]


# %% wrong idea [whole-rows] rows
def pareto(models):
    return [m for m in models if not any(o[1] <= m[1] and o[2] <= m[2] and o[1:] != m[1:] for o in models)]


# %% wrong idea [ends-only] two ends
def pareto(models):
    if not models:
        return []
    cheap = min(models, key=lambda m: (m[1], m[2]))[0]
    good = min(models, key=lambda m: (m[2], m[1]))[0]
    return [m[0] for m in models if m[0] in (cheap, good)]
