import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)
rng = np.random.default_rng(1)


def make_cohort(n):
    """Nine covariates, time until relapse in months, and whether it was seen."""
    x = rng.normal(size=(n, 9)).astype(np.float32)
    hazard = np.exp(0.8 * x[:, 0] - 0.5 * x[:, 3])
    times = rng.exponential(24 / hazard)
    censored = rng.uniform(6, 60, n)
    durations = np.minimum(times, censored).astype(np.float32)
    events = (times <= censored).astype(np.float32)
    return x, durations, events


class MLPVanilla(nn.Module):
    def __init__(self, in_features, num_nodes, out_features, dropout=0.1):
        super().__init__()
        layers = []
        for n in num_nodes:
            layers += [nn.Linear(in_features, n), nn.ReLU(), nn.BatchNorm1d(n), nn.Dropout(dropout)]
            in_features = n
        layers.append(nn.Linear(in_features, out_features, bias=False))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


def cox_ph_loss(log_h, durations, events, eps=1e-7):
    idx = durations.sort(descending=True)[1]
    events = events[idx].view(-1)
    log_h = log_h[idx].view(-1)
    gamma = log_h.max()
    log_cumsum_h = log_h.sub(gamma).exp().cumsum(0).add(eps).log().add(gamma)
    return -log_h.sub(log_cumsum_h).mul(events).sum().div(events.sum())


def concordance(risk, durations, events):
    earlier = (durations[:, None] < durations[None, :]) & (events[:, None] == 1)
    return float((risk[:, None] > risk[None, :])[earlier].float().mean())


x, durations, events = make_cohort(540)
mean, std = x[:400].mean(0), x[:400].std(0)
x = (x - mean) / std
tensors = [torch.from_numpy(a) for a in (x, durations, events)]
train = TensorDataset(*[t[:400] for t in tensors])
x_val, d_val, e_val = [t[400:] for t in tensors]

# yearly and half-yearly visits, used for the survival curves
time_grid = np.linspace(6, 60, 10)
in_features = x.shape[1]
num_nodes = [32, 32]
out_features = len(time_grid)

net = MLPVanilla(in_features, num_nodes, out_features)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
for epoch in range(5):
    net.train()
    for xb, db, eb in DataLoader(train, batch_size=200, shuffle=True):
        loss = cox_ph_loss(net(xb), db, eb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        risk = net(x_val)
        val_loss = cox_ph_loss(risk, d_val, e_val)
    print(f"epoch {epoch}: val loss {val_loss.item():.3f}, c-index {concordance(risk.flatten(), d_val, e_val):.3f}")

# Breslow estimate of the baseline hazard, then survival at the visits
with torch.no_grad():
    exp_h = net(tensors[0][:400]).flatten().exp()
d, e = durations[:400], events[:400]
order = np.argsort(d)
at_risk = np.cumsum(exp_h.numpy()[order][::-1])[::-1]
cumulative = np.cumsum(e[order] / at_risk)
baseline = np.interp(time_grid, d[order], cumulative)
print("survival of the mean patient:", np.exp(-baseline * float(exp_h.mean())).round(2))
