import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset


class ConvEncoder(nn.Module):
    """Learns the ten numbers from which the renderer drew a picture."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 64)
        return self.fc1(x)


def render(codes):
    """Ten waves, each as strong as its number says."""
    t = torch.linspace(0, 6.28, 32)
    waves = torch.stack([torch.outer(torch.sin((k + 1) * t), torch.cos(k * t)) for k in range(10)])
    return torch.einsum("nk,khw->nhw", codes, waves).unsqueeze(1)


torch.manual_seed(0)
codes = torch.rand(256, 10)
train_loader = DataLoader(TensorDataset(render(codes), codes), batch_size=64, shuffle=True)

encoder = ConvEncoder()
criterion = nn.MSELoss()
optimizer = optim.Adam(encoder.parameters(), lr=1e-3)

for epoch in range(3):
    running_loss = 0.0
    for images, target in train_loader:
        optimizer.zero_grad()
        output = encoder(images)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    print("epoch %d loss %.4f" % (epoch + 1, running_loss / len(train_loader)))
