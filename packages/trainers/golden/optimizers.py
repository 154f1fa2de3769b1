"""Writes optimizers.json: two weights after updates of PyTorch's optimizers, gradients given. Run with PyTorch's Python:

    python3 packages/trainers/golden/optimizers.py > packages/trainers/golden/optimizers.json
"""

import json
import math
import sys

import torch

START = [0.5, -1.25, 2.0]
GRADIENTS = [[math.sin(1.7 * i + j) * (1 + 0.3 * j) for j in range(3)] for i in range(1, 13)]
CASES = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adamW": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "rmsProp": lambda p: torch.optim.RMSprop(p, lr=0.01),
}


def run(make, halve_at=None):
    weight = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([weight])
    path = []
    for i, gradient in enumerate(GRADIENTS):
        if i == halve_at:
            for group in optimizer.param_groups:
                group["lr"] /= 2
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        path.append(weight.tolist())
    return path


json.dump(
    {
        "torch": torch.__version__,
        "start": START,
        "gradients": GRADIENTS,
        "paths": {name: run(make) for name, make in CASES.items()},
        "halvedAt6": {name: run(make, 6) for name, make in CASES.items()},
    },
    sys.stdout,
    indent=1,
)
print()
