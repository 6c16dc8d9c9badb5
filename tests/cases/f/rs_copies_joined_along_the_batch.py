import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)


class InputTransition(nn.Module):
    """Sixteen feature volumes, added to the scan itself."""

    def __init__(self, out_channels):
        super().__init__()
        self.conv1 = nn.Conv3d(1, out_channels, 5, padding=2)
        self.bn1 = nn.BatchNorm3d(out_channels)
        self.relu1 = nn.PReLU(out_channels)
        self.out_channels = out_channels

    def forward(self, x):
        out = self.bn1(self.conv1(x))
        copies = torch.cat([x] * self.out_channels, 0)
        return self.relu1(out + copies)


class SmallVNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.in_tr = InputTransition(width)
        self.down = nn.Sequential(nn.Conv3d(width, 2 * width, 2, stride=2), nn.PReLU(2 * width))
        self.up = nn.ConvTranspose3d(2 * width, width, 2, stride=2)
        self.out_tr = nn.Conv3d(2 * width, 2, 1)

    def forward(self, x):
        first = self.in_tr(x)
        up = self.up(self.down(first))
        return self.out_tr(torch.cat([first, up], 1))


scans = TensorDataset(torch.rand(6, 1, 16, 16, 16), torch.randint(0, 2, (6, 16, 16, 16)))
model = SmallVNet()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for scan, mask in DataLoader(scans, batch_size=2):
    loss = nn.functional.cross_entropy(model(scan), mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
