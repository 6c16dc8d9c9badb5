import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(11)


def simulate_cells(n_cells=256, n_genes=200):
    genes = [f"G{i:03d}" for i in range(n_genes)]
    tfs = genes[::10]
    expr = {t: rng.normal(size=n_cells) for t in tfs[:17]}
    for t in tfs[17:]:
        expr[t] = expr[tfs[0]] + 0.5 * rng.normal(size=n_cells)
    for g in genes:
        if g not in expr:
            a, b = rng.choice(tfs[:17], 2, replace=False)
            expr[g] = expr[a] - expr[b] + 0.5 * rng.normal(size=n_cells)
    return genes, tfs, np.stack([expr[g] for g in genes], axis=1).astype(np.float32)


def create_grn(expr, genes, tfs, top_k=3, min_corr=0.4):
    corr = np.abs(np.corrcoef(expr.T))
    col = {g: i for i, g in enumerate(genes)}
    network = {}
    for g in genes:
        ranked = sorted((t for t in tfs if t != g), key=lambda t: -corr[col[g], col[t]])
        if corr[col[g], col[ranked[0]]] > min_corr:
            network[g] = ranked[:top_k]
    return network


class CausalGenerator(nn.Module):
    def __init__(self, network, tfs, noise_dim=8):
        super().__init__()
        self.noise_dim = noise_dim
        self.controller = nn.Sequential(nn.Linear(noise_dim, 32), nn.ReLU(), nn.Linear(32, len(tfs)))
        place = {t: i for i, t in enumerate(tfs)}
        mask = torch.zeros(len(network), len(tfs))
        for row, regulators in enumerate(network.values()):
            mask[row, [place[t] for t in regulators]] = 1
        self.register_buffer("mask", mask)
        self.effect = nn.Parameter(torch.randn(len(network), len(tfs)) * 0.1)

    def forward(self, n):
        tf_expr = self.controller(torch.randn(n, self.noise_dim))
        target_expr = tf_expr @ (self.effect * self.mask).T
        return torch.cat([tf_expr, target_expr], dim=1)


class Critic(nn.Module):
    def __init__(self, n_genes, hidden=64):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_genes, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, cells):
        return self.layers(cells)


genes, tfs, expr = simulate_cells()
network = create_grn(expr, genes, tfs)
order = [genes.index(g) for g in tfs + [g for g in genes if g not in tfs]]
loader = DataLoader(TensorDataset(torch.from_numpy(expr[:, order])), batch_size=32, shuffle=True)

gen, critic = CausalGenerator(network, tfs), Critic(len(genes))
opt = torch.optim.RMSprop(critic.parameters(), lr=1e-4)
for (real,) in loader:
    score_real = critic(real)
    score_fake = critic(gen(len(real)).detach())
    loss = score_fake.mean() - score_real.mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print("wasserstein", -loss.item())
