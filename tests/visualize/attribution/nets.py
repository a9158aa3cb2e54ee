"""One small function, written in the ways in which people write ReLUs; the same weights in each."""

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 4
SIDES = (8, 12)


class Modules(nn.Module):
    """Every ReLU a module of its own: what hooks on modules understand."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(3)
        self.conv1, self.relu1 = nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.conv2, self.relu2 = nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()
        self.conv3, self.relu3 = nn.Conv2d(8, 6, 3), nn.ReLU()
        self.head = nn.Linear(6, CLASSES)

    def forward(self, x):
        x = self.pool(self.relu1(self.conv1(x)))
        x = self.relu3(self.conv3(self.relu2(self.conv2(x))))
        return self.head(x.mean((2, 3)))


class Functional(Modules):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.conv3(torch.relu(self.conv2(x))).relu()
        return self.head(x.mean((2, 3)))


class Reused(Modules):
    def forward(self, x):
        x = self.pool(self.relu1(self.conv1(x)))
        x = self.relu1(self.conv3(self.relu1(self.conv2(x))))
        return self.head(x.mean((2, 3)))


class InPlace(Modules):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x), inplace=True))
        x = self.conv2(x)
        x.relu_()  # its answer is not even looked at
        x = self.conv3(x)
        F.relu(x, True)
        return self.head(x.mean((2, 3)))


class InPlaceModules(Modules):
    def __init__(self):
        super().__init__()
        self.relu1, self.relu2, self.relu3 = (nn.ReLU(inplace=True) for _ in range(3))


class Clamped(Modules):
    def forward(self, x):
        x = self.pool(self.conv1(x).clamp(min=0))
        x = self.conv3(self.conv2(x).clamp_min_(0)).clamp(0)
        return self.head(x.mean((2, 3)))


WRITTEN = (Modules, Functional, Reused, InPlace, InPlaceModules, Clamped)


def pictures(n=2, dtype=torch.float64):
    generator = torch.Generator().manual_seed(5)
    return torch.rand(n, 3, *SIDES, generator=generator, dtype=torch.float64).to(dtype)
