import torch
from torch import nn


class PairNet(nn.Module):
    """Energy of a molecule as a sum over atoms that exchange messages within a cutoff."""

    def __init__(self, hidden=32, n_rbf=8, n_blocks=2, cutoff=4.0):
        super().__init__()
        self.cutoff = cutoff
        self.register_buffer("centers", torch.linspace(0.5, cutoff, n_rbf))
        self.atom_embedding = nn.Embedding(20, hidden)
        self.edge_encoder = nn.Linear(n_rbf, hidden)
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(3 * hidden, hidden), nn.SiLU()) for _ in range(n_blocks))
        self.energy = nn.Linear(hidden, 1)

    def forward(self, numbers, positions):
        delta = positions[:, None] - positions[None]
        dist = (delta.pow(2).sum(-1) + 1e-9).sqrt()
        src, dst = ((dist < self.cutoff) & ~torch.eye(len(numbers), dtype=torch.bool)).nonzero(as_tuple=True)
        edges = self.edge_encoder(torch.exp(-4 * (dist[src, dst, None] - self.centers) ** 2))
        atoms = self.atom_embedding(numbers)
        for block in self.blocks:
            message = block(torch.cat([atoms[src], atoms[dst], edges], dim=-1))
            atoms = atoms.index_add(0, dst, message)
        return self.energy(atoms).sum()


class Potential:
    def __init__(self, model, model_args):
        self.model = model.eval()
        self.model_args = model_args

    @classmethod
    def from_checkpoint(cls, load_path=None, **model_args):
        """Reads a released file; without one, a fresh potential is made from the given arguments."""
        state = None
        if load_path is not None:
            saved = torch.load(load_path)
            model_args, state = saved["model_args"], saved["model"]
        model = PairNet(**model_args)
        if state is not None:
            model.load_state_dict(state)
        return cls(model, model_args)

    def save(self, path):
        torch.save({"model": self.model.state_dict(), "model_args": self.model_args}, path)
