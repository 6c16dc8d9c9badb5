import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(12)


class Detector(nn.Module):
    def __init__(self, n_classes, width=16):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, stride=2), nn.ReLU(), nn.Conv2d(width, 2 * width, 3, stride=2), nn.ReLU()
        )
        self.head = nn.Linear(2 * width, n_classes)

    def forward(self, x):
        return self.head(self.backbone(x).mean((2, 3)))


def make_data(n_classes, n=32):
    return TensorDataset(torch.rand(n, 3, 32, 32), torch.randint(0, n_classes, (n,)))


def fit(model, optimizer, data, epochs):
    for epoch in range(epochs):
        for images, labels in DataLoader(data, batch_size=16):
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())


def pretrain(path):
    model = Detector(n_classes=80)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    fit(model, optimizer, make_data(80), epochs=1)
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


def finetune(path, n_classes):
    chkpt = torch.load(path)
    model = Detector(n_classes)
    own = model.state_dict()
    fitting = {k: v for k, v in chkpt["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fitting, strict=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    optimizer.load_state_dict(chkpt["optimizer"])
    fit(model, optimizer, make_data(n_classes), epochs=2)


with tempfile.TemporaryDirectory() as folder:
    last = os.path.join(folder, "last.pt")
    pretrain(last)
    finetune(last, n_classes=3)
