# ruff: noqa: F811
"""Right and wrong answers to `inversion_loss`."""

import torch
import torch.nn.functional as F


def roughness(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return ((right**2 + below**2) ** (beta / 2)).sum()


# %% right three lines
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% right norms
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0).norm() / phi0.norm()) ** 2
    return fit + la * torch.linalg.vector_norm(x, alpha) ** alpha + lv * roughness(x, beta)


# %% right loops in plain numbers
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    a, b = phi.flatten().tolist(), phi0.flatten().tolist()
    loss = sum((u - v) ** 2 for u, v in zip(a, b, strict=True)) / sum(v * v for v in b)
    for channel in x.tolist():
        for i, row in enumerate(channel):
            for j, value in enumerate(row):
                loss += la * abs(value) ** alpha
                if i + 1 < len(channel) and j + 1 < len(row):
                    loss += lv * ((row[j + 1] - value) ** 2 + (channel[i + 1][j] - value) ** 2) ** (beta / 2)
    return loss


# %% right in float64
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    phi, phi0, x = phi.double(), phi0.double(), x.double()
    loss = F.mse_loss(phi, phi0, reduction="sum") / torch.sum(phi0 * phi0)
    return float(loss + la * torch.sum(torch.abs(x) ** alpha) + lv * roughness(x, beta))


# %% right a prior is computed only where it has a weight
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    loss = (phi - phi0).pow(2).sum() / phi0.pow(2).sum()
    if la > 0:
        loss += la * x.abs().pow(alpha).sum()
    if lv > 0:
        loss += lv * roughness(x, beta)
    return loss.item()


# %% wrong idea [root-of-the-norm] torch's norm as it is
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit + la * torch.linalg.vector_norm(x, alpha) + lv * roughness(x, beta)


# %% wrong idea [signed-powers] no absolute value
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit + la * (x**alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [weights-swapped] lambdas
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit + lv * (x.abs() ** alpha).sum() + la * roughness(x, beta)


# %% wrong idea [powers-swapped] powers
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit + la * (x.abs() ** beta).sum() + lv * roughness(x, alpha)


# %% wrong idea [priors-subtracted] as for ascent
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return fit - la * (x.abs() ** alpha).sum() - lv * roughness(x, beta)


# %% wrong idea [not-compared-with-the-code] squares of the difference alone
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    return ((phi - phi0) ** 2).sum() + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [distance-not-squared] lengths
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).norm() / phi0.norm()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [divided-by-the-length] squares over a length
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.norm()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [divided-by-the-candidate] phi below
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi.square().sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [half-left-out] exponent beta
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, 2 * beta)


# %% wrong idea [power-left-out] squares for all beta
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, 2)


# %% wrong idea [a-prior-left-out] no roughness
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs() ** alpha).sum()


# %% wrong idea [weights-left-out] all terms count alike
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + (x.abs() ** alpha).sum() + roughness(x, beta)


# %% wrong idea [mean-for-sum] means of the priors
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs() ** alpha).mean() + lv * ((right**2 + below**2) ** (beta / 2)).mean()


# %% wrong idea [wraps-around] roll
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    rough = ((x.roll(-1, 2) - x) ** 2 + (x.roll(-1, 1) - x) ** 2).pow(beta / 2).sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * rough


# %% wrong idea [input-changed] absolute values in place
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    rough = roughness(x, beta)
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs_() ** alpha).sum() + lv * rough


# %% wrong idea [directions-apart] each direction with its own power
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    rough = (x[:, :, 1:] - x[:, :, :-1]).abs().pow(beta).sum() + (x[:, 1:] - x[:, :-1]).abs().pow(beta).sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * rough


# %% wrong idea [root-of-the-roughness] a norm of the differences
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta) ** (1 / beta)


# %% wrong idea [number-by-number] relative errors
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = ((phi - phi0) / phi0).square().sum()
    return fit + la * (x.abs() ** alpha).sum() + lv * roughness(x, beta)


# %% wrong idea [not-summed] three numbers
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    fit = (phi - phi0).square().sum() / phi0.square().sum()
    return fit, la * (x.abs() ** alpha).sum(), lv * roughness(x, beta)


# %% wrong idea [sizes-of-grids] shape mismatch TV
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    t = (((x[:, :, 1:] - x[:, :, :-1]) ** 2 + (x[:, 1:] - x[:, :-1]) ** 2) ** (beta / 2)).sum()
    return (phi - phi0).square().sum() / phi0.square().sum() + la * x.abs().pow(alpha).sum() + lv * t


# %% wrong idea [mean-of-the-codes] mse
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    return (
        ((phi - phi0) ** 2).mean()
        + la * (x.abs() ** alpha).sum()
        + lv * (((x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2) ** (beta / 2)).sum()
    )


# %% wrong idea [all-divided] bracket: all over denominator
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    return (
        ((phi - phi0) ** 2).sum()
        + la * (x.abs() ** alpha).sum()
        + lv * (((x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2) ** (beta / 2)).sum()
    ) / (phi0**2).sum()


# %% wrong idea [root-at-the-end] power of sum in TV
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    return (
        ((phi - phi0) ** 2).sum() / (phi0**2).sum()
        + la * (x.abs() ** alpha).sum()
        + lv * ((x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2).sum() ** (beta / 2)
    )


# %% wrong idea [beta-rounded] beta//2
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    t = (((x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2) ** (beta // 2)).sum()
    return (phi - phi0).square().sum() / phi0.square().sum() + la * x.abs().pow(alpha).sum() + lv * t


# %% wrong idea [power-before-half] precedence beta / 2
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    t = (((x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2) ** beta / 2).sum()
    return (phi - phi0).square().sum() / phi0.square().sum() + la * x.abs().pow(alpha).sum() + lv * t


# %% wrong idea [one-or-two] beta 1 else 2
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    u = x[:, :-1, :-1]
    t = (x[:, :-1, 1:] - u) ** 2 + (x[:, 1:, :-1] - u) ** 2
    t = t.sqrt().sum() if beta == 1 else t.sum()
    return (phi - phi0).square().sum() / phi0.square().sum() + la * x.abs().pow(alpha).sum() + lv * t


# %% wrong idea [edges-counted] edges replicated
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    r = torch.zeros_like(x)
    b = torch.zeros_like(x)
    r[:, :, :-1] = x[:, :, 1:] - x[:, :, :-1]
    b[:, :-1] = x[:, 1:] - x[:, :-1]
    return (
        ((phi - phi0) ** 2).sum() / (phi0**2).sum()
        + la * (x.abs() ** alpha).sum()
        + lv * ((r**2 + b**2) ** (beta / 2)).sum()
    )


# %% wrong idea [sizes-added] |right| + |below|
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    here = x[:, :-1, :-1]
    steps = (x[:, :-1, 1:] - here).abs() + (x[:, 1:, :-1] - here).abs()
    far = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return far + la * (x.abs() ** alpha).sum() + lv * (steps**beta).sum()


# %% wrong idea [power-of-the-sum] all sizes first
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    here = x[:, :-1, :-1]
    steps = (x[:, :-1, 1:] - here) ** 2 + (x[:, 1:, :-1] - here) ** 2
    far = ((phi - phi0) ** 2).sum() / (phi0**2).sum()
    return far + la * x.abs().sum() ** alpha + lv * (steps ** (beta / 2)).sum()
