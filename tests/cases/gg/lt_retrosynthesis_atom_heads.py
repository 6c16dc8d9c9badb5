import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_ATOMS, N_ELEMENTS = 30, 16


class Reactions(Dataset):
    """Product graphs with the changes that lead back to the reactants."""

    def __init__(self, n=16, max_ct=10):
        g = torch.Generator().manual_seed(11)
        self.max_ct = max_ct
        self.elements = torch.randint(1, N_ELEMENTS, (n, MAX_ATOMS), generator=g)
        adj = (torch.rand(n, MAX_ATOMS, MAX_ATOMS, generator=g) > 0.93).float()
        self.adj = ((adj + adj.transpose(1, 2)) > 0).float()
        self.hydrogens = torch.randint(0, 7, (n, MAX_ATOMS), generator=g)
        self.leaving = torch.randint(0, max_ct, (n, MAX_ATOMS), generator=g)

    def __len__(self):
        return len(self.elements)

    def __getitem__(self, i):
        return {
            "element": self.elements[i],
            "adj": self.adj[i],
            "broken": self.adj[i] * (torch.arange(MAX_ATOMS) % 5 == 0).float()[:, None],
            "h_change": F.one_hot(self.hydrogens[i], 7).float(),
            "ct_atom": F.one_hot(self.leaving[i], self.max_ct).float(),
        }


class GraphLayer(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.edge_bias = nn.Parameter(torch.zeros(heads, 1, 1))
        self.proj = nn.Linear(dim, dim)

    def forward(self, x, adj):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        score = q @ k.transpose(-1, -2) / (d // self.heads) ** 0.5 + self.edge_bias * adj[:, None]
        return x + self.proj((score.softmax(-1) @ v).transpose(1, 2).reshape(b, n, d))


class RetroAGT(nn.Module):
    def __init__(self, d_model=64, n_layers=2, n_h_change=7, max_ct_atom=4):
        super().__init__()
        self.atom = nn.Embedding(N_ELEMENTS, d_model)
        self.layers = nn.ModuleList(GraphLayer(d_model) for _ in range(n_layers))
        self.rc_left, self.rc_right = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.h_head = nn.Linear(d_model, n_h_change)
        self.ct_head = nn.Sequential(nn.Linear(d_model, d_model), nn.GELU(), nn.Linear(d_model, max_ct_atom))
        self.log_sigma = nn.Parameter(torch.zeros(3))

    def forward(self, batch):
        x = self.atom(batch["element"])
        for layer in self.layers:
            x = layer(x, batch["adj"])
        rc = self.rc_left(x) @ self.rc_right(x).transpose(1, 2) / x.size(-1) ** 0.5
        return rc, self.h_head(x), self.ct_head(x)

    def loss(self, batch):
        rc, h, ct = self(batch)
        losses = torch.stack([
            F.binary_cross_entropy_with_logits(rc, batch["broken"]),
            F.binary_cross_entropy_with_logits(h, batch["h_change"]),
            F.binary_cross_entropy_with_logits(ct, batch["ct_atom"]),
        ])
        return (losses * (-self.log_sigma).exp() + self.log_sigma).sum()


torch.manual_seed(0)
model = RetroAGT()
optimizer = torch.optim.AdamW(model.parameters(), 2e-4)
for batch in DataLoader(Reactions(), batch_size=8, shuffle=True):
    loss = model.loss(batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
