"""Dense face alignment: an encoder-decoder that predicts a UV position map from a face crop."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class FaceUVData(Dataset):
    """Random faces with their position maps (x, y, z for every UV texel)."""

    def __init__(self, n=4, size=64):
        g = torch.Generator().manual_seed(5)
        self.faces = torch.rand(n, 3, size, size, generator=g)
        self.uv = torch.rand(n, 3, size, size, generator=g)

    def __len__(self):
        return len(self.faces)

    def __getitem__(self, i):
        return self.faces[i], self.uv[i]


class Conv2d_BN_AC(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding=(kernel_size - 1) // 2, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)
        self.ac = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.ac(self.bn(self.conv(x)))


class ConvTranspose2d_BN_AC(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=4, stride=1):
        super().__init__()
        pad = (kernel_size - 1) // 2
        self.deconv = nn.ConvTranspose2d(in_channels, out_channels, kernel_size, stride, padding=pad, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)
        self.ac = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.ac(self.bn(self.deconv(x)))


class ResUpBlock(nn.Module):
    """Doubles the resolution, then refines it; the shortcut is interpolated."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.up = ConvTranspose2d_BN_AC(in_channels, out_channels, stride=2)
        self.refine = ConvTranspose2d_BN_AC(out_channels, out_channels, stride=1)
        self.shortcut = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            nn.Conv2d(in_channels, out_channels, 1, bias=False),
        )

    def forward(self, x):
        identity = self.shortcut(x)
        out = self.refine(self.up(x))
        out = out + identity
        return out


class PositionMapNet(nn.Module):
    def __init__(self, feature_size=8):
        super().__init__()
        f = feature_size
        self.layer0 = Conv2d_BN_AC(3, f)
        self.encoder = nn.Sequential(
            Conv2d_BN_AC(f, f * 2, stride=2), Conv2d_BN_AC(f * 2, f * 2),
            Conv2d_BN_AC(f * 2, f * 4, stride=2), Conv2d_BN_AC(f * 4, f * 4),
        )
        self.decoder = nn.Sequential(ResUpBlock(f * 4, f * 2), ResUpBlock(f * 2, f))
        self.to_uv = nn.Conv2d(f, 3, 1)

    def forward(self, x):
        return torch.sigmoid(self.to_uv(self.decoder(self.encoder(self.layer0(x)))))


def train(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(epochs):
        for faces, uv in loader:
            loss = (model(faces) - uv).pow(2).sum(dim=1).sqrt().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} fpe {loss.item():.4f}")


train(PositionMapNet(), DataLoader(FaceUVData(), batch_size=2), epochs=2)
