import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SqueezeAndExcitation(nn.Module):
    def __init__(self, in_channels, reduction_rate, bias=False):
        super().__init__()
        sq_channels = int(in_channels // reduction_rate)
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(in_channels, sq_channels, kernel_size=1, bias=bias)
        self.nonlinearity1 = nn.ReLU()
        self.fc2 = nn.Conv2d(reduction_rate, in_channels, kernel_size=1, bias=bias)
        self.nonlinearity2 = nn.Sigmoid()

    def forward(self, x):
        sq = self.fc1(self.gap(x))
        ex = self.fc2(self.nonlinearity1(sq))
        return x * self.nonlinearity2(ex)


class EEGAttentionNet(nn.Module):
    """Temporal and spatial convolution over electrodes, then channel attention."""

    def __init__(self, n_chans=22, n_outputs=4, n_filters=40, reduction_rate=4):
        super().__init__()
        self.temporal = nn.Conv2d(1, n_filters, (1, 25))
        self.spatial = nn.Conv2d(n_filters, n_filters, (n_chans, 1), bias=False)
        self.norm = nn.BatchNorm2d(n_filters)
        self.attention = SqueezeAndExcitation(n_filters, reduction_rate)
        self.pool = nn.AvgPool2d((1, 75), stride=(1, 15))
        self.final = nn.Linear(n_filters * 11, n_outputs)

    def forward(self, x):
        x = self.norm(self.spatial(self.temporal(x.unsqueeze(1)))).relu()
        x = self.pool(self.attention(x))
        return self.final(x.flatten(1))


torch.manual_seed(0)
trials = TensorDataset(torch.randn(24, 22, 250), torch.randint(0, 4, (24,)))
model = EEGAttentionNet()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for x, y in DataLoader(trials, batch_size=8, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.3f}")
