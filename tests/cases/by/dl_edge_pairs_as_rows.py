import torch
from torch import nn
from torch.utils.data import DataLoader


def molecule(seed, n_features=438):
    g = torch.Generator().manual_seed(seed)
    n_atoms = 9 + seed % 5
    bonds = [(a, a + 1) for a in range(n_atoms - 1)] + [(0, n_atoms - 1)]
    bonds += [(b, a) for a, b in bonds]
    return {
        "x": torch.randn(n_atoms, n_features, generator=g),
        "edge_index": torch.tensor(bonds, dtype=torch.long),
        "edge_attr": torch.rand(len(bonds), generator=g),
        "y": torch.tensor([float(seed % 2)]),
    }


def collate(graphs):
    sizes = [len(g["x"]) for g in graphs]
    offsets = [sum(sizes[:k]) for k in range(len(sizes))]
    return {
        "x": torch.cat([g["x"] for g in graphs]),
        "edge_index": torch.cat([g["edge_index"] + o for g, o in zip(graphs, offsets)], dim=1),
        "edge_attr": torch.cat([g["edge_attr"] for g in graphs]),
        "batch": torch.repeat_interleave(torch.arange(len(graphs)), torch.tensor(sizes)),
        "y": torch.cat([g["y"] for g in graphs]),
    }


class GraphConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.own, self.other = nn.Linear(cin, cout), nn.Linear(cin, cout, bias=False)

    def forward(self, x, edge_index, weight):
        source, target = edge_index
        return self.own(x).index_add(0, target, self.other(x)[source] * weight.unsqueeze(1))


class ToxicityNet(nn.Module):
    def __init__(self, n_features=438, dim=32):
        super().__init__()
        self.conv1, self.conv2 = GraphConv(n_features, dim), GraphConv(dim, dim)
        self.out = nn.Linear(dim, 1)

    def forward(self, b):
        h = self.conv1(b["x"], b["edge_index"], b["edge_attr"]).relu()
        h = self.conv2(h, b["edge_index"], b["edge_attr"]).relu()
        pooled = h.new_zeros(len(b["y"]), h.shape[1]).index_add(0, b["batch"], h)
        return self.out(pooled).squeeze(1)


net = ToxicityNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for batch in DataLoader([molecule(i) for i in range(12)], batch_size=4, collate_fn=collate):
    loss = nn.functional.binary_cross_entropy_with_logits(net(batch), batch["y"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
