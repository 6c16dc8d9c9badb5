import math

import torch
from predictor import Mixer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from windows import make_windows

torch.manual_seed(0)
WINDOW, HORIZON = 10, 4
t = torch.arange(180)
sales = torch.sin(t * 2 * math.pi / 12) + 0.1 * torch.randn(180)
dates = torch.stack([t % 12 / 11, t % 7 / 6], 1)

x, y = make_windows(sales, dates, WINDOW, HORIZON)
model = Mixer(WINDOW, dates.shape[1], HORIZON)
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
for epoch in range(2):
    for inputs, targets in DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True):
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
