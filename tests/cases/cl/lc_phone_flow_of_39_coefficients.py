import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(11)


def load_phone(n_frames, n_mfcc=13):
    """MFCC, delta and delta-delta of all frames of one phone."""
    static = torch.randn(n_frames, n_mfcc)
    delta = torch.gradient(static, dim=0)[0]
    delta2 = torch.gradient(delta, dim=0)[0]
    features = torch.cat([static, delta, delta2], dim=1)
    features = (features - features.mean(0)) / features.std(0)
    return features


def coupling_net(n_in, n_out, hidden=64):
    return nn.Sequential(nn.Linear(n_in, hidden), nn.LeakyReLU(), nn.Linear(hidden, hidden), nn.LeakyReLU(),
                         nn.Linear(hidden, 2 * n_out))


class RealNVP(nn.Module):
    def __init__(self, dim, n_layers=4):
        super().__init__()
        self.dim = dim
        half = dim // 2
        self.nets = nn.ModuleList([coupling_net(half, half) for _ in range(n_layers)])

    def _chunk(self, x):
        return torch.chunk(x, 2, dim=-1)

    def forward(self, x):
        log_det = x.new_zeros(x.shape[0])
        for i, net in enumerate(self.nets):
            a, b = self._chunk(x)
            if i % 2 == 0:
                s, t = net(a).chunk(2, dim=-1)
                s = torch.tanh(s)
                b = b * s.exp() + t
            else:
                s, t = net(b).chunk(2, dim=-1)
                s = torch.tanh(s)
                a = a * s.exp() + t
            x = torch.cat([a, b], dim=-1)
            log_det = log_det + s.sum(dim=-1)
        return x, log_det

    def log_prob(self, x):
        z, log_det = self(x)
        return -0.5 * (z ** 2).sum(-1) - 0.5 * self.dim * math.log(2 * math.pi) + log_det


phones = {"aa": 300, "iy": 260, "sh": 340}
models = {}
for phone, n_frames in phones.items():
    frames = load_phone(n_frames)
    flow = RealNVP(dim=frames.shape[1])
    optimizer = torch.optim.Adam(flow.parameters(), lr=1e-3)
    for epoch in range(2):
        for (batch,) in DataLoader(TensorDataset(frames), batch_size=64, shuffle=True):
            nll = -flow.log_prob(batch).mean()
            optimizer.zero_grad()
            nll.backward()
            optimizer.step()
    models[phone] = flow
    print(f"/{phone}/ nll {nll.item():.2f}")
