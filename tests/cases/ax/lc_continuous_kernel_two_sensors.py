import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class KernelNet(nn.Module):
    """Maps relative positions to the values of a convolution kernel."""

    def __init__(self, out_channels, hidden_channels, omega_0):
        super().__init__()
        self.omega_0 = omega_0
        self.linear1 = nn.Conv1d(1, hidden_channels, 1)
        self.linear2 = nn.Conv1d(hidden_channels, hidden_channels, 1)
        self.output = nn.Conv1d(hidden_channels, out_channels, 1)

    def forward(self, positions):
        h = torch.sin(self.omega_0 * self.linear1(positions))
        h = torch.sin(self.omega_0 * self.linear2(h))
        return self.output(h)


def causal_fftconv(x, kernel, bias):
    n = 2 ** math.ceil(math.log2(x.shape[-1] + kernel.shape[-1]))
    x_fr, k_fr = torch.fft.rfft(x, n=n), torch.fft.rfft(kernel, n=n)
    out = torch.einsum("bcf,ocf->bof", x_fr, k_fr)
    out = torch.fft.irfft(out, n=n)[..., :x.shape[-1]]
    out = out + bias.view(1, -1, 1)
    return out


class CKConv(nn.Module):
    def __init__(self, in_channels, out_channels, hidden_channels, omega_0):
        super().__init__()
        self.kernel_net = KernelNet(in_channels * out_channels, hidden_channels, omega_0)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x):
        positions = torch.linspace(-1, 1, x.shape[-1]).view(1, 1, -1)
        kernel = self.kernel_net(positions)
        kernel = kernel.view(-1, x.shape[1], x.shape[-1])
        return causal_fftconv(x, kernel, self.bias)


class SequenceClassifier(nn.Module):
    def __init__(self, conv, width, n_classes):
        super().__init__()
        self.conv = conv
        self.norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, n_classes)

    def forward(self, x):
        return self.head(torch.relu(self.norm(self.conv(x)))[..., -1])


# wrist and ankle acceleration, 1000 samples each
signals = torch.rand(16, 2, 1000)
activity = torch.randint(0, 3, (16,))

in_channels = 1
out_channels = 10
conv = CKConv(in_channels, out_channels, hidden_channels=32, omega_0=30.0)
model = SequenceClassifier(conv, out_channels, n_classes=3)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in DataLoader(TensorDataset(signals, activity), batch_size=4):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
