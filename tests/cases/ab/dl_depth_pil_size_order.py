import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

INPUT_SIZE = (48, 64)  # height, width


class IndoorDepth(Dataset):
    """RGB photo of a room and the depth of every pixel in metres."""

    def __init__(self, n=8):
        rng = np.random.default_rng(11)
        self.photos = rng.integers(0, 256, (n, 96, 128, 3), dtype=np.uint8)
        self.depths = rng.uniform(0.5, 10, (n, 96, 128)).astype(np.float32)

    def __len__(self):
        return len(self.photos)

    def __getitem__(self, i):
        photo = Image.fromarray(self.photos[i])
        photo = photo.resize(INPUT_SIZE, Image.BILINEAR)
        rgb = torch.from_numpy(np.array(photo)).permute(2, 0, 1).float() / 255
        depth = torch.from_numpy(self.depths[i])[None, None]
        depth = nn.functional.interpolate(depth, size=INPUT_SIZE, mode="nearest")[0]
        return rgb, 1.0 / depth


class UpBlock(nn.Module):
    def __init__(self, cin, skip, cout):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        self.conv = nn.Conv2d(cin + skip, cout, 3, padding=1)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x, skip):
        return self.act(self.conv(torch.cat([self.up(x), skip], dim=1)))


class DenseDepthLite(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 12, 3, padding=1)
        self.down2 = nn.Conv2d(12, 24, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(24, 48, 3, stride=2, padding=1)
        self.up2 = UpBlock(48, 24, 24)
        self.up1 = UpBlock(24, 12, 12)
        self.out = nn.Conv2d(12, 1, 3, padding=1)

    def forward(self, x):
        a = torch.relu(self.down1(x))
        b = torch.relu(self.down2(a))
        c = torch.relu(self.down3(b))
        return self.out(self.up1(self.up2(c, b), a))


model = DenseDepthLite()
l1 = nn.L1Loss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step, (rgb, depth) in enumerate(DataLoader(IndoorDepth(), batch_size=4)):
    prediction = model(rgb)
    loss = 0.1 * l1(prediction, depth)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
