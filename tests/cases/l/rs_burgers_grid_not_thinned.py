import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class SpectralConv1d(nn.Module):
    def __init__(self, in_channels, out_channels, modes1):
        super().__init__()
        self.modes1 = modes1
        scale = 1 / (in_channels * out_channels)
        self.weights1 = nn.Parameter(scale * torch.rand(in_channels, out_channels, modes1, dtype=torch.cfloat))

    def forward(self, x):
        x_ft = torch.fft.rfft(x)
        out_ft = torch.zeros(x.size(0), self.weights1.size(1), x.size(-1) // 2 + 1, dtype=torch.cfloat)
        out_ft[:, :, :self.modes1] = torch.einsum("bix,iox->box", x_ft[:, :, :self.modes1], self.weights1)
        return torch.fft.irfft(out_ft, n=x.size(-1))


class FNO1d(nn.Module):
    def __init__(self, modes, width):
        super().__init__()
        self.fc0 = nn.Linear(2, width)
        self.conv0 = SpectralConv1d(width, width, modes)
        self.w0 = nn.Conv1d(width, width, 1)
        self.fc1 = nn.Linear(width, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        x = self.fc0(x).permute(0, 2, 1)
        x = F.relu(self.conv0(x) + self.w0(x)).permute(0, 2, 1)
        return self.fc2(F.relu(self.fc1(x)))


################################################################
#  configurations
################################################################
ntrain = 20
ntest = 10

sub = 1  # subsampling rate
h = 2**7 // sub
s = h

batch_size = 5
modes = 16
width = 24

################################################################
# read data
################################################################
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "burgers_data_R10.npz")
    field = np.random.default_rng(0).normal(size=(40, 2**10)).astype("float32").cumsum(1) / 32
    np.savez(path, a=field, u=np.tanh(field))
    data = np.load(path)
    x_data = torch.from_numpy(data["a"])[:, ::sub]
    y_data = torch.from_numpy(data["u"])[:, ::sub]

x_train, y_train = x_data[:ntrain, :], y_data[:ntrain, :]
x_test, y_test = x_data[-ntest:, :], y_data[-ntest:, :]

# cat the locations information
grid = torch.linspace(0, 1, s).reshape(1, s, 1)
x_train = torch.cat([x_train.reshape(ntrain, s, 1), grid.repeat(ntrain, 1, 1)], dim=2)
x_test = torch.cat([x_test.reshape(ntest, s, 1), grid.repeat(ntest, 1, 1)], dim=2)

train_loader = DataLoader(TensorDataset(x_train, y_train), batch_size=batch_size, shuffle=True)
model = FNO1d(modes, width)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in train_loader:
    optimizer.zero_grad()
    out = model(x)
    mse = F.mse_loss(out.view(x.size(0), -1), y, reduction="mean")
    mse.backward()
    optimizer.step()
print("train", mse.item())
with torch.no_grad():
    print("test", F.mse_loss(model(x_test).squeeze(-1), y_test).item())
