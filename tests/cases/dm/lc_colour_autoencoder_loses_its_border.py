import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def conv(in_channels, out_channels):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=5, stride=1, padding=1),
        nn.BatchNorm2d(out_channels), nn.ReLU())


def deconv(in_channels, out_channels):
    return nn.Sequential(
        nn.ConvTranspose2d(in_channels, out_channels, kernel_size=5, stride=1, padding=1),
        nn.BatchNorm2d(out_channels), nn.ReLU())


class AE(nn.Module):
    """LAB in, AB out"""

    def __init__(self, w=8):
        super().__init__()
        down, up = nn.MaxPool2d(kernel_size=2, stride=2), nn.Upsample(scale_factor=2, mode="bilinear")
        self.encoder = nn.Sequential(
            conv(3, w), down, conv(w, 2 * w), down, conv(2 * w, 4 * w), down,
            conv(4 * w, 8 * w), down, conv(8 * w, 16 * w),
        )
        self.decoder = nn.Sequential(
            deconv(16 * w, 8 * w), up, deconv(8 * w, 4 * w), up, deconv(4 * w, 2 * w),
            up, deconv(2 * w, w), up, deconv(w, 2),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


lab = torch.rand(4, 3, 224, 224)
loader = DataLoader(TensorDataset(lab), batch_size=2, shuffle=True)
net = AE()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(1):
    for (batch,) in loader:
        out = net(batch)
        loss = criterion(out, batch[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
