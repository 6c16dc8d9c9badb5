import torch
from torch import nn


class ToneCNN(nn.Module):
    def __init__(self, n_tones=4):
        super().__init__()
        self.conv1 = nn.Conv1d(26, 64, 3)
        self.conv2 = nn.Conv1d(64, 64, 3)
        self.pool = nn.MaxPool1d(4)
        self.fc = nn.Linear(64, n_tones)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.fc(x.mean(dim=2))
