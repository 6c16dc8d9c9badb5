import argparse
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser(description="DeepMIL")
parser.add_argument("--feature-size", type=int, default=4096, help="size of feature")
parser.add_argument("--segments", type=int, default=32)
parser.add_argument("--batch-size", type=int, default=4)
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--max-epoch", type=int, default=1)
args = parser.parse_args()


def extract_features(folder, n=8):
    """One file per video, as written by the I3D extractor (one row for each 16 frames)."""
    rng = np.random.RandomState(11)
    for kind in ("abnormal", "normal"):
        for i in range(n):
            rows = rng.rand(rng.randint(40, 90), 1024).astype("float32")
            np.save(os.path.join(folder, f"{kind}_{i:02d}_i3d.npy"), rows)


def process_feat(feat, length):
    """Average the rows of a video to a fixed number of segments."""
    new_feat = np.zeros((length, feat.shape[1]), dtype=np.float32)
    r = np.linspace(0, len(feat), length + 1, dtype=int)
    for i in range(length):
        new_feat[i] = feat[r[i]:r[i + 1]].mean(0) if r[i] != r[i + 1] else feat[r[i]]
    return new_feat


class CrimeFeatures(Dataset):
    def __init__(self, folder, kind, test_mode=False):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.startswith(kind))
        self.test_mode = test_mode

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        feat = np.load(self.files[index])
        return feat if self.test_mode else process_feat(feat, args.segments)


class Model(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 512)
        self.fc2 = nn.Linear(512, 32)
        self.fc3 = nn.Linear(32, 1)
        self.dropout = nn.Dropout(0.6)

    def forward(self, inputs):
        x = self.dropout(torch.relu(self.fc1(inputs)))
        x = self.dropout(torch.relu(self.fc2(x)))
        return torch.sigmoid(self.fc3(x)).squeeze(-1)


def mil_loss(abnormal, normal):
    hinge = torch.relu(1.0 - abnormal.max(dim=1)[0][:, None] + normal.max(dim=1)[0][None])
    smooth = ((abnormal[:, 1:] - abnormal[:, :-1]) ** 2).sum(1).mean()
    sparse = abnormal.sum(1).mean()
    return hinge.mean() + 8e-5 * (smooth + sparse)


def test(loader, model):
    model.eval()
    with torch.no_grad():
        return [model(inputs)[0].max().item() for inputs in loader]


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    extract_features(folder)
    a_loader = DataLoader(CrimeFeatures(folder, "abnormal"), batch_size=args.batch_size, shuffle=True)
    n_loader = DataLoader(CrimeFeatures(folder, "normal"), batch_size=args.batch_size, shuffle=True)
    test_loader = DataLoader(CrimeFeatures(folder, "abnormal", test_mode=True), batch_size=1)
    model = Model(args.feature_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    print("before training", max(test(test_loader, model)))
    for epoch in range(args.max_epoch):
        model.train()
        for a_input, n_input in zip(a_loader, n_loader):
            scores = model(torch.cat((a_input, n_input), 0))
            loss = mil_loss(scores[:len(a_input)], scores[len(a_input):])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, loss.item(), max(test(test_loader, model)))
