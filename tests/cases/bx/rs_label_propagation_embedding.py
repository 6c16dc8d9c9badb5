import numpy as np
import torch
from torch import nn

N_WAY, N_SHOT, N_QUERY = 5, 1, 3


def conv_block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2))


class EpisodeSampler:
    """Few-shot episodes from pictures stored as one (class, picture, H, W, 3) array."""

    def __init__(self, n_classes=8, per_class=6, size=84):
        self.rng = np.random.default_rng(2)
        self.pictures = self.rng.random((n_classes, per_class, size, size, 3), dtype=np.float32)

    def next(self):
        classes = self.rng.choice(len(self.pictures), N_WAY, replace=False)
        chosen = self.pictures[classes][:, :N_SHOT + N_QUERY]
        support = chosen[:, :N_SHOT].reshape(-1, *chosen.shape[2:]).transpose(0, 3, 1, 2)
        query = chosen[:, N_SHOT:].reshape(-1, *chosen.shape[2:]).transpose(0, 3, 1, 2)
        s_labels = np.repeat(np.arange(N_WAY), N_SHOT)
        q_labels = np.repeat(np.arange(N_WAY), N_QUERY)
        return [torch.from_numpy(a) for a in (support, s_labels, query, q_labels)]


class LabelPropagation(nn.Module):
    def __init__(self, alpha=0.9):
        super().__init__()
        self.encoder = nn.Sequential(conv_block(3, 64), *[conv_block(64, 64) for _ in range(3)])
        self.alpha = nn.Parameter(torch.tensor(alpha))

    def forward(self, support, s_labels, query, q_labels):
        inp = torch.cat((support, query), 0)
        emb = self.encoder(inp).view(-1, 1600)
        n = emb.shape[0]

        w = torch.exp(-((emb.unsqueeze(1) - emb.unsqueeze(0)) ** 2).mean(2) / 2)
        d = w.sum(0).rsqrt()
        s = d[:, None] * w * d[None, :]

        y = torch.zeros(n, N_WAY)
        y[:len(s_labels)] = nn.functional.one_hot(s_labels, N_WAY).float()
        f = torch.linalg.solve(torch.eye(n) - self.alpha * s + 1e-6, y)
        loss = nn.functional.cross_entropy(f, torch.cat((s_labels, q_labels)))
        acc = (f[len(s_labels):].argmax(1) == q_labels).float().mean()
        return loss, acc


sampler = EpisodeSampler()
model = LabelPropagation()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for episode in range(3):
    loss, acc = model(*sampler.next())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"episode {episode}: loss {loss.item():.3f} acc {acc.item():.2f}")
