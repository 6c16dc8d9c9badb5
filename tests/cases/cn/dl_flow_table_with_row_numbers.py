import csv
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

PROTOCOLS, SERVICES, FLAGS = 3, 70, 11
N_NUMERIC = 32
N_FEATURES = N_NUMERIC + PROTOCOLS + SERVICES + FLAGS


def raw_connections(n, seed):
    """Connection records as they come out of the capture: numbers, three symbols, attack or not."""
    rng = np.random.default_rng(seed)
    attack = rng.random(n) < 0.4
    numbers = rng.gamma(2.0, 1.0, (n, N_NUMERIC)) * (1 + attack[:, None])
    symbols = np.stack([rng.integers(0, k, n) for k in (PROTOCOLS, SERVICES, FLAGS)], axis=1)
    return numbers, symbols, attack.astype(int)


def preprocess(numbers, symbols):
    lo, hi = numbers.min(0), numbers.max(0)
    scaled = (numbers - lo) / (hi - lo)
    onehot = [np.eye(k)[symbols[:, j]] for j, k in enumerate((PROTOCOLS, SERVICES, FLAGS))]
    return np.hstack([scaled] + onehot)


def save_table(path, table):
    names = [f"f{j}" for j in range(table.shape[1])]
    with open(path, "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["id"] + names)
        for i, row in enumerate(table):
            writer.writerow([i] + [f"{v:.5f}" for v in row])


def load_table(path):
    return np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)


class CVAE(nn.Module):
    def __init__(self, n_in, n_class=2, hidden=64, n_latent=8):
        super().__init__()
        self.n_class = n_class
        self.enc1 = nn.Linear(n_in, hidden)
        self.mu = nn.Linear(hidden, n_latent)
        self.logvar = nn.Linear(hidden, n_latent)
        self.dec1 = nn.Linear(n_latent + n_class, hidden)
        self.dec2 = nn.Linear(hidden, n_in)

    def forward(self, x, label):
        h = F.relu(self.enc1(x))
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        cond = F.one_hot(label, self.n_class).float()
        h = F.relu(self.dec1(torch.cat([z, cond], dim=1)))
        return torch.sigmoid(self.dec2(h)), mu, logvar


def elbo(x, recon, mu, logvar):
    rec = F.mse_loss(recon, x, reduction="sum")
    kl = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum()
    return (rec + kl) / len(x)


def main(folder):
    torch.manual_seed(1)
    numbers, symbols, attack = raw_connections(480, seed=1)
    path = os.path.join(folder, "VAE_Train.csv")
    save_table(path, preprocess(numbers, symbols))

    data = TensorDataset(torch.from_numpy(load_table(path)), torch.from_numpy(attack))
    train, test = torch.utils.data.random_split(data, [384, 96])
    model = CVAE(N_FEATURES)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(3):
        total = 0.0
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            loss = elbo(x, *model(x, y))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / 6:.3f}")

    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(test, batch_size=48):
            errors = [F.mse_loss(model(x, torch.full_like(y, c))[0], x, reduction="none").sum(1) for c in (0, 1)]
            hits += (torch.stack(errors).argmin(0) == y).sum().item()
    print("accuracy", hits / len(test))


with tempfile.TemporaryDirectory() as tmp:
    main(tmp)
