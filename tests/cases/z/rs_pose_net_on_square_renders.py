"""Regresses the pose of one object from rendered masks."""
import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RenderedMasks(Dataset):
    """Ellipses of random place and tilt stand for the object's mask."""

    def __init__(self, length, height, width):
        self.length, self.height, self.width = length, height, width

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        tilt = rng.uniform(0, np.pi)
        cx, cy = rng.uniform(-0.3, 0.3, 2)
        ys, xs = np.mgrid[-1:1:self.height * 1j, -1:1:self.width * 1j]
        u = (xs - cx) * np.cos(tilt) + (ys - cy) * np.sin(tilt)
        v = (ys - cy) * np.cos(tilt) - (xs - cx) * np.sin(tilt)
        mask = ((u / 0.5) ** 2 + (v / 0.2) ** 2 < 1).astype(np.float32)
        position = np.array([cx, cy, 1.0], dtype=np.float32)
        orientation = np.array([np.cos(tilt / 2), 0, 0, np.sin(tilt / 2)], dtype=np.float32)
        return torch.from_numpy(mask)[None], torch.from_numpy(position), torch.from_numpy(orientation)


class ResidualStage(nn.Module):
    def __init__(self, inplanes, planes):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = nn.Conv2d(inplanes, planes, 1, stride=2, bias=False)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.downsample(x))


class PoseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            ResidualStage(1, 8), ResidualStage(8, 16), ResidualStage(16, 32), ResidualStage(32, 64))
        self.flat_size = 64 * 6 * 8
        self.fc = nn.Linear(self.flat_size, 128)
        self.position = nn.Linear(128, 3)
        self.orientation = nn.Linear(128, 4)

    def forward(self, x):
        x = self.features(x)
        x = x.view(-1, self.flat_size)
        x = torch.relu(self.fc(x))
        orientation = self.orientation(x)
        return self.position(x), orientation / orientation.norm(dim=1, keepdim=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--camera-height", type=int, default=104)
    parser.add_argument("--camera-width", type=int, default=104)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    args = parser.parse_args()

    train_set = RenderedMasks(32, args.camera_height, args.camera_width)
    model = PoseNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    for masks, position, orientation in DataLoader(train_set, batch_size=args.batch_size, shuffle=True):
        pred_position, pred_orientation = model(masks)
        position_loss = nn.functional.mse_loss(pred_position, position)
        orientation_loss = (1 - (pred_orientation * orientation).sum(1) ** 2).mean()
        loss = position_loss + orientation_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"position {position_loss.item():.3f} orientation {orientation_loss.item():.3f}")


if __name__ == "__main__":
    main()
