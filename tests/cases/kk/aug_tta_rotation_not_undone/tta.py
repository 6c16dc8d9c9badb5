"""Test-time augmentation for dense prediction: predict on variants of the picture and average."""
from dataclasses import dataclass
from typing import Callable

import torch


def identity(x):
    return x


@dataclass
class View:
    name: str
    apply: Callable
    undo: Callable = identity


def hflip(x):
    return torch.flip(x, dims=(3,))


def vflip(x):
    return torch.flip(x, dims=(2,))


def rot90(x):
    return torch.rot90(x, 1, dims=(2, 3))


def rot180(x):
    return torch.rot90(x, 2, dims=(2, 3))


VIEWS = {
    "none": View("none", identity),
    "hflip": View("hflip", hflip, hflip),
    "vflip": View("vflip", vflip, vflip),
    "rot180": View("rot180", rot180, rot180),
    "rot90": View("rot90", rot90),
}


@torch.no_grad()
def predict_tta(model, images, names):
    total = 0
    for name in names:
        view = VIEWS[name]
        alpha = torch.sigmoid(model(view.apply(images)))
        total = total + view.undo(alpha)
    return total / len(names)
