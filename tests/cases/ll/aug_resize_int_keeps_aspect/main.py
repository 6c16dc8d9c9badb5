import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader

from augment import build_transforms
from camera_trap import SPECIES, CameraTrap


class SpeciesNet(nn.Module):
    def __init__(self, image_size, n_classes):
        super().__init__()
        widths = [3, 16, 32, 64]
        blocks = []
        for c_in, c_out in zip(widths, widths[1:]):
            blocks += [nn.Conv2d(c_in, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*blocks)
        side = image_size // 2 ** (len(widths) - 1)
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(widths[-1] * side * side, 128),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(128, n_classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--image-size", type=int, default=64)
    p.add_argument("--batch-size", type=int, default=8)
    p.add_argument("--epochs", type=int, default=1)
    return p.parse_args([])


def main():
    args = get_args()
    train_set = CameraTrap(24, build_transforms(args.image_size, train=True))
    test_set = CameraTrap(8, build_transforms(args.image_size, train=False))
    net = SpeciesNet(args.image_size, len(SPECIES))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(args.epochs):
        net.train()
        for frames, species in DataLoader(train_set, args.batch_size, shuffle=True):
            loss = nn.functional.cross_entropy(net(frames), species)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            hits = sum((net(f).argmax(1) == s).sum().item() for f, s in DataLoader(test_set, args.batch_size))
        print(f"epoch {epoch} loss {loss.item():.3f} accuracy {hits / len(test_set):.2f}")


if __name__ == "__main__":
    main()
