import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ATOM_DIM, BOND_DIM = 24, 6


class Molecules(Dataset):
    """Random chains with one branch; a charge per atom and a length per bond."""

    def __init__(self, n=24):
        g = torch.Generator().manual_seed(3)
        self.items = []
        for _ in range(n):
            atoms = int(torch.randint(4, 9, (), generator=g))
            bonds = torch.tensor([[i, i + 1] for i in range(atoms - 1)] + [[0, 2]])
            self.items.append((
                torch.randn(atoms, ATOM_DIM, generator=g), bonds, torch.randn(len(bonds), BOND_DIM, generator=g),
                torch.randn(atoms, generator=g), torch.rand(len(bonds), generator=g) + 1,
            ))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def batch_graphs(items):
    V, bonds, E, charge, length = zip(*items)
    offset, shifted = 0, []
    for v, b in zip(V, bonds):
        shifted.append(b + offset)
        offset += len(v)
    return torch.cat(V), torch.cat(shifted), torch.cat(E), torch.cat(charge), torch.cat(length)


class AtomMessagePassing(nn.Module):
    def __init__(self, d_h, depth=3):
        super().__init__()
        self.W_i, self.W_h, self.depth = nn.Linear(ATOM_DIM, d_h), nn.Linear(d_h + BOND_DIM, d_h), depth

    def forward(self, V, bonds, E):
        both, feats = torch.cat([bonds, bonds.flip(1)]), torch.cat([E, E])
        H = self.W_i(V).relu()
        for _ in range(self.depth - 1):
            M = self.W_h(torch.cat([H[both[:, 0]], feats], dim=1))
            H = (H + torch.zeros_like(H).index_add(0, both[:, 1], M)).relu()
        H_b = torch.cat([H[bonds[:, 0]], H[bonds[:, 1]]], dim=1)
        return H, H_b


class AtomBondMPNN(nn.Module):
    def __init__(self, d_h=30, batch_norm=True):
        super().__init__()
        self.message_passing = AtomMessagePassing(d_h)
        self.bn_atom = nn.BatchNorm1d(d_h) if batch_norm else nn.Identity()
        self.bn_bond = nn.BatchNorm1d(d_h) if batch_norm else nn.Identity()
        self.atom_predictor = nn.Sequential(nn.Linear(d_h, 32), nn.ReLU(), nn.Linear(32, 1))
        self.bond_predictor = nn.Sequential(nn.Linear(2 * d_h, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, V, bonds, E):
        H_v, H_b = self.message_passing(V, bonds, E)
        return self.atom_predictor(self.bn_atom(H_v))[:, 0], self.bond_predictor(self.bn_bond(H_b))[:, 0]


model = AtomBondMPNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for V, bonds, E, charge, length in DataLoader(Molecules(), batch_size=8, collate_fn=batch_graphs):
    pred_charge, pred_length = model(V, bonds, E)
    loss = nn.functional.mse_loss(pred_charge, charge) + nn.functional.mse_loss(pred_length, length)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"train_loss={loss.item():.4f}")
