import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

RECORDS = [
    ("CCO", 1), ("C[H]", 0), ("CC(C)N", 1), ("OCCO", 1), ("CCCCCC", 0), ("N#N", 0), ("CCOCC", 0), ("CN", 1),
    ("OO", 1), ("CCC", 0), ("NCCN", 1), ("CCCl", 0), ("CCS", 0), ("OCC(O)CO", 1), ("C", 0), ("[H][H]", 0),
    ("CCBr", 0), ("NCC(O)O", 1), ("CCCN", 1), ("CCF", 0),
]
ATOMS = ["C", "N", "O", "S", "F", "Cl", "Br"]


def parse(smiles):
    """Heavy atoms in reading order, bonded to their neighbours in the string."""
    text = smiles.replace("[H]", "").replace("Cl", "L").replace("Br", "R")
    codes = {"L": 5, "R": 6}
    atoms = [codes.get(ch, ATOMS.index(ch) if ch in ATOMS else None) for ch in text if ch.isalpha()]
    n = len(atoms)
    forward = torch.stack([torch.arange(n - 1), torch.arange(1, n)]) if n > 1 else torch.empty(2, 0, dtype=torch.long)
    edges = torch.cat([forward, forward.flip(0)], dim=1)
    return torch.tensor(atoms, dtype=torch.long), edges


class Molecules(Dataset):
    def __init__(self, records):
        self.graphs = []
        for smiles, label in records:
            atoms, edges = parse(smiles)
            self.graphs.append((atoms, edges, float(label)))

    def __len__(self):
        return len(self.graphs)

    def __getitem__(self, i):
        return self.graphs[i]


def collate(graphs):
    atoms, edges, batch, offset = [], [], [], 0
    for k, (a, e, _) in enumerate(graphs):
        atoms.append(a)
        edges.append(e + offset)
        batch.append(torch.full((len(a),), k, dtype=torch.long))
        offset += len(a)
    labels = torch.tensor([y for _, _, y in graphs])
    return torch.cat(atoms), torch.cat(edges, dim=1), torch.cat(batch), labels


def global_add_pool(x, batch, size=None):
    size = int(batch.max()) + 1 if size is None else size
    return x.new_zeros(size, x.size(1)).index_add(0, batch, x)


class GraphConv(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.own, self.neighbours = nn.Linear(d_in, d_out), nn.Linear(d_in, d_out, bias=False)

    def forward(self, x, edges):
        summed = torch.zeros_like(x).index_add(0, edges[1], x[edges[0]])
        return self.own(x) + self.neighbours(summed)


class SolubilityNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.embed = nn.Embedding(len(ATOMS), dim)
        self.conv1, self.conv2 = GraphConv(dim, dim), GraphConv(dim, dim)
        self.out = nn.Linear(dim, 1)

    def forward(self, atoms, edges, batch):
        x = self.conv1(self.embed(atoms), edges).relu()
        x = self.conv2(x, edges).relu()
        return self.out(global_add_pool(x, batch)).squeeze(-1)


loader = DataLoader(Molecules(RECORDS), batch_size=8, collate_fn=collate)
model = SolubilityNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(2):
    for atoms, edges, batch, y in loader:
        logits = model(atoms, edges, batch)
        loss = F.binary_cross_entropy_with_logits(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
