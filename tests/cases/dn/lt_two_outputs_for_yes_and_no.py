import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

NETWORK_WIDTH = 32
N_FEATURES = 12


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inputs = nn.Linear(N_FEATURES, NETWORK_WIDTH)
        self.hidden = nn.Linear(NETWORK_WIDTH, NETWORK_WIDTH)
        self.outputs = nn.Linear(NETWORK_WIDTH, 2)

    def forward(self, x):
        x = F.relu(self.inputs(x))
        x = F.relu(self.hidden(x))
        x = self.outputs(x)
        return F.softmax(x, dim=1)


def customers(n):
    """Did the customer cancel the contract (1) or not (0)?"""
    data = torch.randn(n, N_FEATURES)
    cancelled = (data[:, 0] + data[:, 3] > 0.5).float()
    return TensorDataset(data, cancelled)


torch.manual_seed(1)
train_loader = DataLoader(customers(200), batch_size=25, shuffle=True)

net = Net()
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

for epoch in range(5):
    epoch_loss = 0.0
    for data, target in train_loader:
        optimizer.zero_grad()
        net_out = net(data)
        loss = criterion(net_out, target)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    print(f"epoch {epoch}: loss {epoch_loss / len(train_loader):.3f}")
