from dataclasses import dataclass, field

import torch
from torch import nn
from torch.utils.data import DataLoader

TASKS = 12


@dataclass
class MolGraph:
    h: torch.Tensor
    src: torch.Tensor
    dst: torch.Tensor
    batch_num_nodes: list = field(default=None)

    def __post_init__(self):
        if self.batch_num_nodes is None:
            self.batch_num_nodes = [len(self.h)]


def batch_graphs(graphs):
    sizes = [len(g.h) for g in graphs]
    offsets = [sum(sizes[:i]) for i in range(len(sizes))]
    src = torch.cat([g.src + o for g, o in zip(graphs, offsets)])
    dst = torch.cat([g.dst + o for g, o in zip(graphs, offsets)])
    return MolGraph(torch.cat([g.h for g in graphs]), src, dst, sizes)


def add_self_loop(g):
    nodes = torch.arange(len(g.h))
    return MolGraph(g.h, torch.cat([g.src, nodes]), torch.cat([g.dst, nodes]))


def toy_tox21(n=64):
    gen = torch.Generator().manual_seed(3)
    rows = []
    for i in range(n):
        atoms = int(torch.randint(5, 20, (1,), generator=gen))
        chain = torch.arange(atoms - 1)
        g = MolGraph(torch.randn(atoms, 30, generator=gen), torch.cat([chain, chain + 1]), torch.cat([chain + 1, chain]))
        label = (torch.rand(TASKS, generator=gen) < 0.2).float()
        mask = (torch.rand(TASKS, generator=gen) < 0.9).float()
        rows.append((f"mol{i}", g, label, mask))
    return rows


def collate_molgraphs(data):
    smiles, graphs, labels, masks = map(list, zip(*data))
    bg = batch_graphs(graphs)
    return smiles, bg, torch.stack(labels), torch.stack(masks)


class GATLayer(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.fc = nn.Linear(d_in, d_out)
        self.attn = nn.Linear(2 * d_out, 1)

    def forward(self, g, h):
        z = self.fc(h)
        e = torch.exp(nn.functional.leaky_relu(self.attn(torch.cat([z[g.src], z[g.dst]], 1))).clamp(max=10))
        norm = torch.zeros(len(h), 1).index_add(0, g.dst, e)
        return torch.relu(torch.zeros_like(z).index_add(0, g.dst, z[g.src] * e) / norm)


class GATPredictor(nn.Module):
    def __init__(self, in_feats, hidden=32, n_tasks=TASKS):
        super().__init__()
        self.gat1, self.gat2 = GATLayer(in_feats, hidden), GATLayer(hidden, hidden)
        self.predict = nn.Linear(hidden, n_tasks)

    def forward(self, g):
        h = self.gat2(g, self.gat1(g, g.h))
        return self.predict(torch.stack([part.mean(0) for part in h.split(g.batch_num_nodes)]))


torch.manual_seed(0)
loader = DataLoader(toy_tox21(), batch_size=16, shuffle=True, collate_fn=collate_molgraphs)
model = GATPredictor(30)
loss_criterion = nn.BCEWithLogitsLoss(reduction="none")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for smiles, bg, labels, masks in loader:
    logits = model(add_self_loop(bg))
    loss = (loss_criterion(logits, labels) * masks).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(smiles), loss.item())
