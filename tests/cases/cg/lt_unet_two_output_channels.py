import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class DoubleConv(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )


class Up(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cin // 2, 2, stride=2)
        self.conv = DoubleConv(cin, cout)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        dy, dx = x2.size(2) - x1.size(2), x2.size(3) - x1.size(3)
        x1 = F.pad(x1, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([x2, x1], dim=1))


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.n_channels, self.n_classes = n_channels, n_classes
        self.inc, self.down1, self.down2 = DoubleConv(n_channels, 8), DoubleConv(8, 16), DoubleConv(16, 32)
        self.up1, self.up2 = Up(32, 16), Up(16, 8)
        self.outc = nn.Conv2d(8, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(F.max_pool2d(x1, 2))
        x3 = self.down2(F.max_pool2d(x2, 2))
        return self.outc(self.up2(self.up1(x3, x2), x1))


class BasicDataset(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        img = torch.rand(3, 250, 250)
        return {"image": img, "mask": (img.mean(0) > 0.5).long()}


net = UNet(n_channels=3, n_classes=2)
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4, weight_decay=1e-8, momentum=0.9)
criterion = nn.BCELoss()
for batch in DataLoader(BasicDataset(), batch_size=1, shuffle=True):
    imgs, true_masks = batch["image"], batch["mask"]
    mask_type = torch.float32 if net.n_classes == 1 else torch.long
    true_masks = true_masks.to(dtype=mask_type)
    masks_pred = net(imgs)
    loss = criterion(torch.sigmoid(masks_pred), true_masks)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(net.parameters(), 0.1)
    optimizer.step()
    print(f"loss {loss.item():.4f}")
