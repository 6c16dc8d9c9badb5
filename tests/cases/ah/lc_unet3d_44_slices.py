import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class HeadScans(Dataset):
    """CT volumes of 48 x 48 pixels and 44 slices, with the mask of the skull."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        scan = torch.randn(1, 48, 48, 44, generator=g)
        mask = (F.avg_pool3d(scan, 3, 1, 1) > 0.1).long()[0]
        return scan, mask


class DoubleConv(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv3d(cin, cout, 3, padding=1), nn.BatchNorm3d(cout), nn.ReLU(inplace=True),
            nn.Conv3d(cout, cout, 3, padding=1), nn.BatchNorm3d(cout), nn.ReLU(inplace=True),
        )


class UNet3D(nn.Module):
    def __init__(self, classes=2, first=4, levels=3):
        super().__init__()
        widths = [first * 2 ** k for k in range(levels + 1)]
        self.pool = nn.MaxPool3d(2)
        self.encoder = nn.ModuleList(DoubleConv(a, b) for a, b in zip([1] + widths[:-2], widths[:-1]))
        self.bottom = DoubleConv(widths[-2], widths[-1])
        self.decoder = nn.ModuleList(DoubleConv(a + b, b) for a, b in zip(widths[:0:-1], widths[-2::-1]))
        self.classifier = nn.Conv3d(first, classes, 1)

    def forward(self, x):
        skips = []
        for block in self.encoder:
            x = block(x)
            skips.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for block in self.decoder:
            skip = skips.pop()
            x = F.interpolate(x, scale_factor=2, mode="trilinear", align_corners=False)
            x = block(torch.cat([skip, x], dim=1))
        return self.classifier(x)


def main():
    loader = DataLoader(HeadScans(), batch_size=2)
    unet = UNet3D()
    optimizer = torch.optim.AdamW(unet.parameters(), lr=1e-3)
    for scan, mask in loader:
        logits = unet(scan)
        loss = F.cross_entropy(logits, mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"{loss.item():.4f}")


main()
