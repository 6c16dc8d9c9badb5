import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class AC17(Dataset):
    """Slices of the heart with four classes; the mask comes with its edges."""

    def __init__(self, n=6, size=64):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        mask = np.zeros((self.size, self.size), dtype=np.int64)
        for label in (1, 2, 3):
            y, x = rng.integers(4, self.size - 16, 2)
            mask[y : y + 12, x : x + 12] = label
        edge = (np.diff(mask, axis=0, prepend=0) != 0).astype(np.float32)
        img = (mask + rng.normal(size=mask.shape)).astype(np.float32)
        return {"image": torch.from_numpy(img)[None], "mask": (torch.from_numpy(mask), torch.from_numpy(edge))}


class ShapeUNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU())
        self.mid = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.seg = nn.Conv2d(16, num_classes, 1)
        self.edge = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        h = torch.relu(self.up(self.mid(self.down(x))))
        return self.seg(h), torch.sigmoid(self.edge(h))


class DualLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.ce, self.bce = nn.CrossEntropyLoss(), nn.BCELoss()

    def forward(self, inputs, targets):
        segin, edgein = inputs
        segmask, edgemask = targets
        return self.bce(edgein.squeeze(1), edgemask) + self.ce(segin, segmask)


class SegmentationModule(nn.Module):
    def __init__(self, net, crit):
        super().__init__()
        self.net, self.crit = net, crit

    def forward(self, feed_dict):
        p = self.net(feed_dict["image"])
        loss = self.crit(p, (feed_dict["mask"][0][0].long(), feed_dict["mask"][1]))
        acc = (p[0].argmax(1) == feed_dict["mask"][0]).float().mean()
        return loss, acc


def train(module, loader, optimizer):
    module.train()
    for i, batch in enumerate(loader):
        module.zero_grad()
        loss, acc = module(batch)
        loss.backward()
        optimizer.step()
        print(f"{i}: loss {loss.item():.4f}, accuracy {acc.item():.4f}")


torch.manual_seed(0)
module = SegmentationModule(ShapeUNet(), DualLoss())
train(module, DataLoader(AC17(), batch_size=1), torch.optim.Adam(module.parameters(), lr=1e-3))
