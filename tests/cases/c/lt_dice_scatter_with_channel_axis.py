import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class RetinaScans(Dataset):
    """OCT B-scans with the retinal layer of every pixel."""

    def __init__(self, n=8, num_class=10):
        rng = np.random.RandomState(1)
        self.X = rng.rand(n, 1, 48, 64).astype(np.float32)
        self.Y = rng.randint(0, num_class, (n, 1, 48, 64))

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        img = torch.from_numpy(self.X[i])
        label = torch.from_numpy(self.Y[i])
        return img, label


class DiceLoss(nn.Module):
    def forward(self, output, target, eps=1e-4):
        prob = output.softmax(dim=1)
        encoded = torch.zeros_like(prob)
        encoded.scatter_(1, target.unsqueeze(1), 1)
        inter = (prob * encoded).sum(dim=(0, 2, 3))
        union = prob.sum(dim=(0, 2, 3)) + encoded.sum(dim=(0, 2, 3))
        return (1 - 2 * inter / (union + eps)).mean()


class RelayNet(nn.Module):
    def __init__(self, num_class=10, filters=16):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, filters, (7, 3), padding=(3, 1)), nn.PReLU())
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.neck = nn.Sequential(nn.Conv2d(filters, filters, (7, 3), padding=(3, 1)), nn.PReLU())
        self.unpool = nn.MaxUnpool2d(2)
        self.dec = nn.Sequential(nn.Conv2d(2 * filters, filters, (7, 3), padding=(3, 1)), nn.PReLU())
        self.classifier = nn.Conv2d(filters, num_class, 1)

    def forward(self, x):
        skip = self.enc(x)
        small, where = self.pool(skip)
        up = self.unpool(self.neck(small), where)
        return self.classifier(self.dec(torch.cat([up, skip], dim=1)))


class Solver:
    def __init__(self, lr=1e-2):
        self.loss_func = DiceLoss()
        self.lr = lr

    def train(self, model, loader):
        optim = torch.optim.SGD(model.parameters(), lr=self.lr, momentum=0.9)
        for i, (X, y) in enumerate(loader):
            loss = self.loss_func(model(X), y)
            optim.zero_grad()
            loss.backward()
            optim.step()
            print(f"[iteration {i}] loss {loss.item():.3f}")


Solver().train(RelayNet(), DataLoader(RetinaScans(), batch_size=4, shuffle=True))
