"""A healthy network so small that each call of ours would show."""

import torch
from loop import train
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_num_threads(1)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4))
data = TensorDataset(torch.rand(64000, 16), torch.randint(0, 4, (64000,)))
loader = DataLoader(data, batch_size=16)
train(model, nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.1), loader, steps=400)
