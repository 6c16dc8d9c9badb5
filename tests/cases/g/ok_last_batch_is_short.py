import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
BATCH = 16
readings = TensorDataset(torch.randn(52, 8, 20), torch.randn(52, 1))


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(8, 12, 5)
        self.head = nn.Linear(12 * 16, 1)

    def forward(self, x):
        return self.head(self.conv(x).relu().view(x.size(0), -1))


model = Forecaster()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
for x, y in DataLoader(readings, batch_size=BATCH):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(x), loss.item())
