import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class RAVEN(Dataset):
    """Puzzles of 16 grey panels of 80 x 80 (8 of the matrix, 8 to choose from), resized to img_size."""

    def __init__(self, img_size, n=8):
        self.img_size = img_size
        self.panels = torch.randint(0, 256, (n, 16, 80, 80))
        self.answers = torch.randint(0, 8, (n,))

    def __len__(self):
        return len(self.answers)

    def __getitem__(self, i):
        panels = self.panels[i].float()[None] / 255
        resized = nn.functional.interpolate(panels, size=(self.img_size, self.img_size), mode="bilinear")
        return resized[0], self.answers[i]


class ConvModule(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 1
        for _ in range(4):
            layers += [nn.Conv2d(channels, 16, kernel_size=3, stride=2), nn.BatchNorm2d(16), nn.ReLU()]
            channels = 16
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        x = self.conv(x.view(-1, 1, 80, 80))
        return x.view(-1, 16, 16 * 4 * 4)


class CNN_LSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = ConvModule()
        self.lstm = nn.LSTM(input_size=16 * 4 * 4, hidden_size=96, num_layers=1, batch_first=True)
        self.fc = nn.Linear(96, 8)

    def forward(self, x):
        features = self.conv(x)
        hidden, _ = self.lstm(features)
        return self.fc(hidden[:, -1])


def train(args):
    torch.manual_seed(args.seed)
    loader = DataLoader(RAVEN(args.img_size), batch_size=args.batch_size, shuffle=True)
    model = CNN_LSTM()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for image, target in loader:
        loss = nn.functional.cross_entropy(model(image), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--img_size", type=int, default=224)
parser.add_argument("--lr", type=float, default=1e-4)
parser.add_argument("--seed", type=int, default=123)
train(parser.parse_args())
