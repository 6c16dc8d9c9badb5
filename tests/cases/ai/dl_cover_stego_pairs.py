import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


def write_bossbase_sample(root, n=12, side=64):
    rng = np.random.default_rng(11)
    for sub in ("cover", "stego"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        cover = rng.integers(2, 254, (side, side), dtype=np.uint8)
        flips = rng.choice([-1, 0, 1], size=cover.shape, p=[0.1, 0.8, 0.1])
        stego = (cover.astype(np.int16) + flips).astype(np.uint8)
        Image.fromarray(cover).save(os.path.join(root, "cover", f"{i + 1}.pgm"))
        Image.fromarray(stego).save(os.path.join(root, "stego", f"{i + 1}.pgm"))


class PairedStego(Dataset):
    """Keeps a cover and its stego version in the same mini-batch."""

    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "cover")))

    def __len__(self):
        return len(self.names)

    def _read(self, sub, name):
        img = np.array(Image.open(os.path.join(self.root, sub, name)))
        return torch.from_numpy(img).float().unsqueeze(0)

    def __getitem__(self, i):
        name = self.names[i]
        images = torch.stack([self._read("cover", name), self._read("stego", name)])
        return {"images": images, "labels": torch.tensor([0, 1])}


class YeNet(nn.Module):
    def __init__(self, n_filters=30):
        super().__init__()
        self.preprocess = nn.Conv2d(1, n_filters, 5, bias=False)
        self.tlu = nn.Hardtanh(-3.0, 3.0)
        self.group1 = nn.Sequential(nn.Conv2d(n_filters, 16, 3), nn.ReLU(), nn.AvgPool2d(2))
        self.group2 = nn.Sequential(nn.Conv2d(16, 16, 5, stride=2), nn.ReLU())
        self.classifier = nn.Linear(16, 2)

    def forward(self, x):
        x = self.tlu(self.preprocess(x))
        x = self.group2(self.group1(x))
        return self.classifier(x.mean((2, 3)))


def train(model, loader, optimizer, epochs=1):
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for step, batch in enumerate(loader):
            images, labels = batch["images"], batch["labels"]
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} step {step} loss {loss.item():.4f}")


with tempfile.TemporaryDirectory() as root:
    write_bossbase_sample(root)
    train_loader = DataLoader(PairedStego(root), batch_size=4, shuffle=True, drop_last=True)
    net = YeNet()
    train(net, train_loader, torch.optim.Adadelta(net.parameters(), lr=0.4))
