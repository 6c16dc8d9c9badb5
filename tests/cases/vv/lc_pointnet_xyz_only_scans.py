import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["pipe", "valve", "flange", "pump"]


def export_scans(folder, per_class=4):
    rng = np.random.default_rng(2)
    for c, name in enumerate(CLASSES):
        os.makedirs(os.path.join(folder, name))
        for k in range(per_class):
            pts = rng.normal(size=(700, 3)) * (1.0 + 0.4 * c)
            np.savetxt(os.path.join(folder, name, f"{name}_{k:04d}.txt"), pts, delimiter=",", fmt="%.5f")


def pc_normalize(pc):
    pc = pc - pc.mean(axis=0)
    return pc / np.sqrt((pc ** 2).sum(axis=1)).max()


class ScanDataset(Dataset):
    def __init__(self, root, args):
        self.files = [(os.path.join(root, c, f), i) for i, c in enumerate(CLASSES)
                      for f in sorted(os.listdir(os.path.join(root, c)))]
        self.npoints = args.num_point
        self.use_normals = args.use_normals

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        path, label = self.files[i]
        point_set = np.loadtxt(path, delimiter=",").astype(np.float32)[:self.npoints]
        point_set[:, 0:3] = pc_normalize(point_set[:, 0:3])
        if not self.use_normals:
            point_set = point_set[:, 0:3]
        return torch.from_numpy(point_set), label


class PointNetEncoder(nn.Module):
    def __init__(self, channel):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv1d(channel, 64, 1), nn.BatchNorm1d(64)
        self.conv2, self.bn2 = nn.Conv1d(64, 128, 1), nn.BatchNorm1d(128)
        self.conv3, self.bn3 = nn.Conv1d(128, 256, 1), nn.BatchNorm1d(256)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        return x.max(dim=2)[0]


class PointNetCls(nn.Module):
    def __init__(self, k, normal_channel=True):
        super().__init__()
        channel = 6 if normal_channel else 3
        self.feat = PointNetEncoder(channel)
        self.fc1, self.bn1 = nn.Linear(256, 64), nn.BatchNorm1d(64)
        self.dropout = nn.Dropout(0.4)
        self.fc2 = nn.Linear(64, k)

    def forward(self, points):
        x = self.feat(points)
        x = self.dropout(F.relu(self.bn1(self.fc1(x))))
        return F.log_softmax(self.fc2(x), dim=1)


def parse_args(argv):
    parser = argparse.ArgumentParser("training")
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--num_point", type=int, default=512)
    parser.add_argument("--epoch", type=int, default=1)
    parser.add_argument("--use_normals", action="store_true")
    return parser.parse_args(argv)


def main(args):
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        export_scans(root)
        loader = DataLoader(ScanDataset(root, args), batch_size=args.batch_size, shuffle=True)
        classifier = PointNetCls(len(CLASSES), normal_channel=args.use_normals)
        optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
        for epoch in range(args.epoch):
            for points, target in loader:
                pred = classifier(points.transpose(2, 1))
                loss = F.nll_loss(pred, target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"Epoch {epoch + 1}: loss {loss.item():.4f}")


if __name__ == "__main__":
    main(parse_args(["--batch_size", "8", "--use_normals", "--epoch", "1"]))
