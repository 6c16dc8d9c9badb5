import random

import torch
from torch.utils.data import Dataset


def random_molecule(rng):
    n = rng.randint(4, 12)
    atoms = [dict(z=rng.choice([6, 6, 6, 7, 8, 9, 16]), degree=rng.randint(1, 4), charge=0, hs=rng.randint(0, 3),
                  hyb=rng.choice(["SP2", "SP3"]), aromatic=rng.random() < 0.3) for _ in range(n)]
    bonds = [dict(ends=(rng.randrange(i), i), type=rng.choice([1, 1, 2, 12]), conjugated=rng.random() < 0.4,
                  ring=rng.random() < 0.4, stereo=0) for i in range(1, n)]
    return dict(atoms=atoms, bonds=bonds, y=rng.gauss(2.0, 1.0))


class MoleculeDataset(Dataset):
    def __init__(self, mols, featurizer):
        self.mols, self.featurizer = mols, featurizer
        self.mean, self.std = 0.0, 1.0

    def normalize_targets(self, scaler=None):
        ys = torch.tensor([m["y"] for m in self.mols])
        self.mean, self.std = scaler or (ys.mean().item(), ys.std().item())
        return self.mean, self.std

    def __len__(self):
        return len(self.mols)

    def __getitem__(self, i):
        return self.featurizer(self.mols[i]), (self.mols[i]["y"] - self.mean) / self.std


def collate_batch(batch):
    graphs, ys = zip(*batch)
    start, edges, owner = 0, [], []
    for k, (V, E, edge_index) in enumerate(graphs):
        edges.append(edge_index + start)
        owner += [k] * len(V)
        start += len(V)
    bmg = (torch.cat([g[0] for g in graphs]), torch.cat([g[1] for g in graphs]), torch.cat(edges, 1), torch.tensor(owner))
    return bmg, torch.tensor(ys).unsqueeze(1)


def make_molecules(n, seed):
    rng = random.Random(seed)
    return [random_molecule(rng) for _ in range(n)]
