import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class FrontBack(nn.Module):
    """One strip of each signal, normalised per channel before it is classified."""

    def __init__(self, width=24, classes=2):
        super().__init__()
        self.conv = nn.Conv2d(1, width, (9, 5))
        self.norm = nn.BatchNorm1d(width)
        self.act = nn.ReLU()
        self.classify = nn.Linear(width, classes)

    def forward(self, x):
        h = self.conv(x).squeeze()
        h = self.act(self.norm(h))
        return self.classify(h.mean(dim=2))


torch.manual_seed(0)
signals = TensorDataset(torch.randn(25, 1, 9, 43), torch.randint(0, 2, (25,)))
loader = DataLoader(signals, batch_size=8)
model = FrontBack()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(1):
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
