import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

SFREQ = 125
N_SECONDS = 30
D_MODEL = 100


class MRCNN(nn.Module):
    """Features of one epoch of EEG at two resolutions."""

    def __init__(self, afr_reduced_cnn_size):
        super().__init__()
        self.features1 = nn.Sequential(
            nn.Conv1d(1, 16, kernel_size=50, stride=6, bias=False, padding=24),
            nn.BatchNorm1d(16),
            nn.GELU(),
            nn.MaxPool1d(kernel_size=8, stride=2, padding=4),
            nn.Conv1d(16, 32, kernel_size=8, stride=1, bias=False, padding=4),
            nn.BatchNorm1d(32),
            nn.GELU(),
            nn.MaxPool1d(kernel_size=4, stride=4, padding=2),
        )
        self.features2 = nn.Sequential(
            nn.Conv1d(1, 16, kernel_size=400, stride=50, bias=False, padding=200),
            nn.BatchNorm1d(16),
            nn.GELU(),
            nn.MaxPool1d(kernel_size=4, stride=2, padding=2),
            nn.Conv1d(16, 32, kernel_size=7, stride=1, bias=False, padding=3),
            nn.BatchNorm1d(32),
            nn.GELU(),
            nn.MaxPool1d(kernel_size=2, stride=2, padding=1),
        )
        self.reduce = nn.Conv1d(32, afr_reduced_cnn_size, 1)

    def forward(self, x):
        x = torch.cat((self.features1(x), self.features2(x)), dim=2)
        return self.reduce(x)


class EncoderLayer(nn.Module):
    def __init__(self, size, heads, d_ff, dropout=0.1):
        super().__init__()
        self.norm1 = nn.LayerNorm(size)
        self.norm2 = nn.LayerNorm(size)
        self.attn = nn.MultiheadAttention(size, heads, dropout=dropout, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(size, d_ff), nn.ReLU(), nn.Linear(d_ff, size))

    def forward(self, x):
        q = self.norm1(x)
        x = x + self.attn(q, q, q, need_weights=False)[0]
        return x + self.ff(self.norm2(x))


class AttnSleep(nn.Module):
    def __init__(self, n_layers=2, afr_reduced_cnn_size=30, d_model=D_MODEL, num_classes=5):
        super().__init__()
        self.mrcnn = MRCNN(afr_reduced_cnn_size)
        layer = EncoderLayer(d_model, 5, 120)
        self.tce = nn.ModuleList(copy.deepcopy(layer) for _ in range(n_layers))
        self.fc = nn.Linear(d_model * afr_reduced_cnn_size, num_classes)

    def forward(self, x):
        x = self.mrcnn(x)
        for layer in self.tce:
            x = layer(x)
        return self.fc(x.flatten(1))


torch.manual_seed(0)
epochs = torch.randn(16, 1, SFREQ * N_SECONDS)
stages = torch.randint(5, (16,))
model = AttnSleep()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for data, target in DataLoader(TensorDataset(epochs, stages), batch_size=8):
    loss = nn.functional.cross_entropy(model(data), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
