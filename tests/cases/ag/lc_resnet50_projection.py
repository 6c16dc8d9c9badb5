import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData


def get_args(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoder", default="resnet18")
    parser.add_argument("--batch_size", type=int, default=4)
    parser.add_argument("--num_class", type=int, default=3)
    return parser.parse_args(argv)


def cutpaste(batch, rng):
    """normal, cut-paste and scar versions of every picture"""
    paste, scar = batch.clone(), batch.clone()
    h, w = batch.shape[-2:]
    y, x = torch.randint(0, h - 16, (2,), generator=rng)
    paste[..., y:y + 16, x:x + 16] = batch[..., :16, :16]
    scar[..., x:x + 16, y:y + 3] = batch[..., -16:, -3:]
    return torch.cat([batch, paste, scar]), torch.arange(3).repeat_interleave(len(batch))


class CutPasteNet(nn.Module):
    def __init__(self, encoder="resnet18", dims=[512, 512, 512, 128], num_class=3):
        super().__init__()
        self.encoder = getattr(models, encoder)(weights=None)
        self.encoder.fc = nn.Identity()
        proj_layers = []
        for d_in, d_out in zip(dims[:-1], dims[1:]):
            proj_layers.append(nn.Linear(d_in, d_out, bias=False))
            proj_layers.append(nn.BatchNorm1d(d_out))
            proj_layers.append(nn.ReLU(inplace=True))
        self.head = nn.Sequential(*proj_layers)
        self.out = nn.Linear(dims[-1], num_class)

    def forward(self, x):
        features = self.encoder(x)
        embeds = self.head(features)
        logits = self.out(embeds)
        return features, logits, embeds


args = get_args(["--encoder", "resnet50"])
torch.manual_seed(0)
rng = torch.Generator().manual_seed(0)
bottles = FakeData(8, (3, 64, 64), 1, transform=transforms.ToTensor())
loader = DataLoader(bottles, batch_size=args.batch_size)
model = CutPasteNet(encoder=args.encoder, num_class=args.num_class)
optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
for x, _ in loader:
    x, y = cutpaste(x, rng)
    _, logits, _ = model(x)
    loss = nn.functional.cross_entropy(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train_loss", loss.item())
