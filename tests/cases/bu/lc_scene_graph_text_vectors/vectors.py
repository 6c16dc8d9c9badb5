import hashlib

import torch

DIMS = {"glove.6B": 200, "clip": 512}


def _vector(word, dim):
    seed = int(hashlib.md5(word.encode()).hexdigest()[:8], 16)
    return torch.randn(dim, generator=torch.Generator().manual_seed(seed))


def class_vectors(kind, names):
    """One row a class name, from the chosen text model."""
    rows = [_vector(f"{kind}/{n}", DIMS[kind]) for n in names]
    table = torch.stack(rows)
    if kind == "clip":
        table = table / table.norm(dim=-1, keepdim=True)
    return table
