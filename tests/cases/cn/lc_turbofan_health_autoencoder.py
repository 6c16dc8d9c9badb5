import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

WINDOW = 40


def simulate_engine(rng, n_cycles, n_sensors=14):
    """Sensor readings that depend on the flight condition and drift with wear."""
    wear = np.linspace(0, 1, n_cycles) ** 2
    cond = np.stack([
        rng.choice([0.0, 10.0, 20.0, 35.0], n_cycles) / 35,
        rng.uniform(0.0, 0.84, n_cycles),
        rng.choice([0.6, 1.0], n_cycles),
    ], axis=1)
    mix = np.random.default_rng(0).normal(size=(3, n_sensors))
    drift = np.random.default_rng(1).normal(size=n_sensors)
    x = cond @ mix + wear[:, None] * drift + 0.05 * rng.normal(size=(n_cycles, n_sensors))
    return x.astype(np.float32), cond.astype(np.float32)


def windows(x, w, healthy_until=None):
    stop = (healthy_until or len(x)) - WINDOW + 1
    xs = np.stack([x[i:i + WINDOW].T for i in range(0, stop, 4)])
    ws = np.stack([w[i:i + WINDOW].T for i in range(0, stop, 4)])
    return torch.from_numpy(xs), torch.from_numpy(ws)


class ConvBlock(nn.Sequential):
    def __init__(self, c_in, c_out, last=False):
        layers = [nn.Conv1d(c_in, c_out, 5, padding=2)]
        if not last:
            layers += [nn.BatchNorm1d(c_out), nn.LeakyReLU(0.1)]
        super().__init__(*layers)


class HealthAE(nn.Module):
    def __init__(self, x_dim=14, w_dim=3, hidden=(32, 16), z_size=4):
        super().__init__()
        channels = [x_dim, *hidden, z_size]
        self.encoder = nn.Sequential(*[ConvBlock(a, b) for a, b in zip(channels[:-1], channels[1:])])
        channels.reverse()
        pairs = list(zip(channels[:-1], channels[1:]))
        self.decoder = nn.Sequential(*[ConvBlock(a, b, last=(b == x_dim)) for a, b in pairs])

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z, w):
        return self.decoder(torch.cat([z, w], dim=1))

    def forward(self, x, w):
        return self.decode(self.encode(x), w)


def fit(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for x, w in loader:
            loss = criterion(model(x, w), x)
            opt.zero_grad()
            loss.backward()
            opt.step()
            running += loss.item() * len(x)
        print(f"epoch {epoch}: residual {running / len(loader.dataset):.4f}")


@torch.no_grad()
def health_index(model, x, w):
    model.eval()
    return (model(x, w) - x).pow(2).mean((1, 2)).sqrt()


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(3)
    units = [simulate_engine(rng, int(rng.integers(160, 240))) for _ in range(6)]
    parts = [windows(x, w, healthy_until=100) for x, w in units[:5]]
    train = TensorDataset(torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts]))
    model = HealthAE()
    fit(model, DataLoader(train, batch_size=16, shuffle=True), epochs=4)

    hi = health_index(model, *windows(*units[5]))
    print(f"health index at start {hi[:5].mean().item():.3f}, at end {hi[-5:].mean().item():.3f}")


if __name__ == "__main__":
    main()
