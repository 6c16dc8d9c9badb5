import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class TwoViews:
    def __init__(self, size):
        self.transform = transforms.Compose([
            transforms.RandomResizedCrop(size, scale=(0.2, 1.0)),
            transforms.RandomHorizontalFlip(),
            transforms.ColorJitter(0.4, 0.4, 0.4, 0.1),
            transforms.ToTensor(),
        ])

    def __call__(self, picture):
        return self.transform(picture), self.transform(picture)


def D(p, z):
    return -F.cosine_similarity(p, z.detach(), dim=-1).mean()


class projection_MLP(nn.Module):
    def __init__(self, in_dim, hidden_dim=256, out_dim=256):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Linear(in_dim, hidden_dim),
            nn.BatchNorm1d(hidden_dim),
            nn.ReLU(inplace=True),
        )
        self.layer2 = nn.Sequential(
            nn.Linear(hidden_dim, hidden_dim),
            nn.BatchNorm1d(hidden_dim),
            nn.ReLU(inplace=True),
        )
        self.layer3 = nn.Sequential(
            nn.Linear(hidden_dim, out_dim),
            nn.BatchNorm1d(hidden_dim),
        )

    def forward(self, x):
        return self.layer3(self.layer2(self.layer1(x)))


class prediction_MLP(nn.Module):
    def __init__(self, in_dim=256, hidden_dim=64, out_dim=256):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Linear(in_dim, hidden_dim),
            nn.BatchNorm1d(hidden_dim),
            nn.ReLU(inplace=True),
        )
        self.layer2 = nn.Linear(hidden_dim, out_dim)

    def forward(self, x):
        return self.layer2(self.layer1(x))


class SimSiam(nn.Module):
    def __init__(self, backbone, feature_dim, proj_dim):
        super().__init__()
        self.encoder = nn.Sequential(backbone, projection_MLP(feature_dim, out_dim=proj_dim))
        self.predictor = prediction_MLP(proj_dim, 32, proj_dim)

    def forward(self, x1, x2):
        z1, z2 = self.encoder(x1), self.encoder(x2)
        p1, p2 = self.predictor(z1), self.predictor(z2)
        return D(p1, z2) / 2 + D(p2, z1) / 2


def small_backbone():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )


def main(args):
    data = FakeData(size=48, image_size=(3, 40, 40), transform=TwoViews(32))
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True, drop_last=True)
    model = SimSiam(small_backbone(), 32, args.proj_dim)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, weight_decay=5e-4)
    for epoch in range(args.epochs):
        for (x1, x2), _ in loader:
            loss = model(x1, x2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--proj-dim", type=int, default=128)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=2)
    main(parser.parse_args())
