"""Adversarial pictures of torchattacks and foolbox, to which `cnnkit.visualize.attacks` is held.

Neither is a dependency, and torchattacks asks for packages that do not fit ours, so both are run apart:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install --no-deps torchattacks==3.5.1 foolbox==3.3.4 eagerpy gitpython gitdb smmap
    PYTHONPATH=.:.venv/lib/python3.11/site-packages /tmp/peers/bin/python tests/golden/make_attacks.py

(torch, numpy, scipy and requests come from the course's environment, or from pip.) Both libraries are told to
start at the picture itself: their default is a random start.
"""

import json
from importlib.metadata import version
from pathlib import Path

import torch

from tests.visualize.attacks.small_case import ALPHA, EPS, STEPS, TARGETS, TRUTH, pictures, small_network

HERE = Path(__file__).parent


def main() -> None:
    import foolbox as fb
    import torchattacks

    net, x = small_network(), pictures()
    found = {}
    for name, attack in (
        ("fgsm", torchattacks.FGSM(net, eps=EPS)),
        ("pgd", torchattacks.PGD(net, eps=EPS, alpha=ALPHA, steps=STEPS, random_start=False)),
    ):
        found[f"torchattacks {name}"] = attack(x, TRUTH)
        attack.set_mode_targeted_by_label(quiet=True)
        found[f"torchattacks {name} targeted"] = attack(x, TARGETS)
    peer = fb.PyTorchModel(net, bounds=(0, 1))
    for name, attack in (
        ("fgsm", fb.attacks.LinfFastGradientAttack(random_start=False)),
        (
            "pgd",
            fb.attacks.LinfProjectedGradientDescentAttack(
                abs_stepsize=ALPHA, steps=STEPS, random_start=False
            ),
        ),
    ):
        found[f"foolbox {name}"] = attack(peer, x, fb.criteria.Misclassification(TRUTH), epsilons=EPS)[0]
        if name == "pgd":
            wanted = fb.criteria.TargetedMisclassification(TARGETS)
            found[f"foolbox {name} targeted"] = attack(peer, x, wanted, epsilons=EPS)[0]
    made = {name: version(name) for name in ("torchattacks", "foolbox", "torch")}
    rows = {
        name: [round(value, 7) for value in adversarial.flatten().tolist()]
        for name, adversarial in found.items()
    }
    text = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(row)}" for name, row in {"made": made, **rows}.items()
    )
    (HERE / "attacks.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
