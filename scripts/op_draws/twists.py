"""What makes a right call odd: empty, one, missing, huge, negative, contradictory."""

from __future__ import annotations

import random
from typing import Any

import torch

_NUMBERS = (0, -1, -2, 1, 2, 5, 7, 100)


def twisted(
    rng: random.Random, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The call with one thing in it changed: a size, the rank, a number."""
    paths = [((i,), v) for i, v in enumerate(args)] + [((k,), v) for k, v in kwargs.items()]
    for path, value in list(paths):
        if type(value) in (list, tuple):
            paths += [((*path, i), v) for i, v in enumerate(value)]
    paths = [(p, v) for p, v in paths if isinstance(v, torch.Tensor) or (isinstance(v, int) and v is not True)]
    paths = [(p, v) for p, v in paths if v is not False]
    if not paths:
        return args, kwargs
    path, value = rng.choice(paths)
    new = _tensor(rng, value) if isinstance(value, torch.Tensor) else rng.choice(_NUMBERS)
    tree: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
    tree[path[0]] = _put(tree[path[0]], path[1:], new)
    return tuple(tree[i] for i in range(len(args))), {k: tree[k] for k in kwargs}


def _put(holder: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    items = list(holder)
    items[path[0]] = _put(items[path[0]], path[1:], new)
    return type(holder)(items)


def _tensor(rng: random.Random, tensor: torch.Tensor) -> torch.Tensor:
    sizes = list(tensor.shape)
    how = rng.choice(("zero", "zero", "one", "drop", "front", "back", "other"))
    at = rng.randrange(len(sizes)) if sizes else 0
    if how == "front":
        sizes.insert(0, 1)
    elif how == "back":
        sizes.append(rng.randint(0, 3))
    elif sizes:
        if how == "drop":
            del sizes[at]
        else:
            sizes[at] = {"zero": 0, "one": 1}.get(how, rng.randint(1, 9))
    return torch.zeros(sizes, dtype=tensor.dtype, device=tensor.device)
