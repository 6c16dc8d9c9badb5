import math

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, sizes, init_zeros=True):
        super().__init__()
        layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), nn.LeakyReLU(0.01)]
        layers.pop()
        if init_zeros:
            nn.init.zeros_(layers[-1].weight)
            nn.init.zeros_(layers[-1].bias)
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


class AffineCouplingBlock(nn.Module):
    def __init__(self, param_map):
        super().__init__()
        self.param_map = param_map

    def forward(self, z):
        z1, z2 = z.chunk(2, dim=1)
        param = self.param_map(z1)
        shift, log_scale = param[:, 0::2], torch.tanh(param[:, 1::2])
        z2 = (z2 - shift) * torch.exp(-log_scale)
        return torch.cat([z1, z2], dim=1), -log_scale.sum(dim=1)


class Swap(nn.Module):
    def __init__(self, num_channels):
        super().__init__()
        self.half = num_channels // 2

    def forward(self, z):
        return torch.cat([z[:, self.half:], z[:, :self.half]], dim=1), z.new_zeros(len(z))


class NormalizingFlow(nn.Module):
    def __init__(self, dim, flows):
        super().__init__()
        self.dim = dim
        self.flows = nn.ModuleList(flows)

    def log_prob(self, x):
        log_q = x.new_zeros(len(x))
        for flow in self.flows:
            x, log_det = flow(x)
            log_q = log_q + log_det
        base = -0.5 * (x ** 2).sum(1) - 0.5 * self.dim * math.log(2 * math.pi)
        return log_q + base

    def forward(self, x):
        return -self.log_prob(x).mean()


def build_flow(latent_size, num_layers, hidden):
    flows = []
    for _ in range(num_layers):
        param_map = MLP([latent_size // 2, hidden, hidden, latent_size], init_zeros=True)
        flows.append(AffineCouplingBlock(param_map))
        flows.append(Swap(latent_size))
    return NormalizingFlow(latent_size, flows)


def posterior_samples(n, dim):
    g = torch.Generator().manual_seed(11)
    mix = torch.randn(dim, dim, generator=g)
    return torch.randn(n, dim, generator=g) @ mix / dim ** 0.5


def main():
    latent_size = 5
    model = build_flow(latent_size, num_layers=8, hidden=64)
    samples = posterior_samples(1024, latent_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4, weight_decay=1e-5)
    for it in range(20):
        x = samples[torch.randint(len(samples), (256,))]
        loss = model(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if it % 5 == 0:
            print(f"iteration {it}: forward KL {loss.item():.4f}")


if __name__ == "__main__":
    main()
