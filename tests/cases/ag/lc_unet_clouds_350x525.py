import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

HEIGHT, WIDTH = 350, 525


class CloudDataset(Dataset):
    """Satellite photos 2100x1400 with four kinds of cloud formation, scaled down for training."""

    def __init__(self, n=4):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        photo = Image.fromarray(rng.randint(0, 256, (140, 210, 3)).astype(np.uint8)).resize((WIDTH, HEIGHT))
        masks = [Image.fromarray(m) for m in (rng.rand(4, 140, 210) > 0.7).astype(np.uint8)]
        masks = np.stack([np.array(m.resize((WIDTH, HEIGHT), Image.NEAREST)) for m in masks])
        img = torch.from_numpy(np.array(photo)).permute(2, 0, 1).float() / 255
        return img, torch.from_numpy(masks).float()


class EncoderBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, stride=2, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class DecoderBlock(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin + cskip, cout, 3, padding=1)

    def forward(self, x, skip=None):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        if skip is not None:
            x = torch.cat([x, skip], dim=1)
        return F.relu(self.conv(x))


class Unet(nn.Module):
    def __init__(self, classes, ch=(3, 8, 16, 24, 32, 40)):
        super().__init__()
        self.encoder = nn.ModuleList(EncoderBlock(a, b) for a, b in zip(ch[:-1], ch[1:]))
        skips = list(ch[-2:0:-1]) + [0]
        outs = list(ch[-2:0:-1]) + [8]
        ins = [ch[-1]] + outs[:-1]
        self.decoder = nn.ModuleList(DecoderBlock(i, s, o) for i, s, o in zip(ins, skips, outs))
        self.segmentation_head = nn.Conv2d(outs[-1], classes, 1)

    def forward(self, x):
        features = []
        for block in self.encoder:
            x = block(x)
            features.append(x)
        skips = features[-2::-1] + [None]
        for block, skip in zip(self.decoder, skips):
            x = block(x, skip)
        return self.segmentation_head(x)


torch.manual_seed(0)
model = Unet(classes=4)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for img, mask in DataLoader(CloudDataset(), batch_size=2):
    logits = model(img)
    loss = F.binary_cross_entropy_with_logits(logits, mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("bce", loss.item())
