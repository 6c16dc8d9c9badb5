import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from transformer import SeriesTransformer

SENSORS = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"]
WINDOW = 48


def windows(length=300):
    t = torch.arange(length, dtype=torch.float)
    series = torch.stack([torch.sin(t / (5 + k)) for k in range(len(SENSORS))], dim=1)
    x = series.unfold(0, WINDOW, 1)[:-1].transpose(1, 2)
    return TensorDataset(x.contiguous(), series[WINDOW:])


model = SeriesTransformer(dim=len(SENSORS), n_heads=1, n_layers=2, max_seq_len=WINDOW)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in DataLoader(windows(), batch_size=64, shuffle=True):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
