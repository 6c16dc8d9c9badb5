import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)


class MixStyle:
    """Gives every signal of a batch a mixture of its own statistics and those of another machine."""

    def __init__(self, alpha=0.3):
        self.beta = torch.distributions.Beta(alpha, alpha)

    def __call__(self, x):
        n = x.size(0)
        mean, std = x.mean(2, keepdim=True), x.std(2, keepdim=True) + 1e-6
        lam = self.beta.sample((n, 1, 1))
        order = torch.arange(n - 1, -1, -1)
        order_b, order_a = order.chunk(2)
        order_b = order_b[torch.randperm(n // 2)]
        order_a = order_a[torch.randperm(n // 2)]
        order = torch.cat([order_b, order_a])
        mixed_mean = lam * mean + (1 - lam) * mean[order]
        mixed_std = lam * std + (1 - lam) * std[order]
        return (x - mean) / std * mixed_std + mixed_mean


class FaultNet(nn.Module):
    def __init__(self, n_faults):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 32, stride=4), nn.ReLU(),
            nn.Conv1d(16, 32, 8, stride=2), nn.ReLU(),
            nn.AdaptiveAvgPool1d(4), nn.Flatten(),
        )
        self.classifier = nn.Linear(128, n_faults)

    def forward(self, x):
        return self.classifier(self.features(x))


signals = TensorDataset(torch.randn(47, 1, 512), torch.randint(0, 4, (47,)))
mix = MixStyle()
model = FaultNet(4)
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for x, y in DataLoader(signals, batch_size=16):
    loss = nn.functional.cross_entropy(model(mix(x)), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(x), loss.item())
