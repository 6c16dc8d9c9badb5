import os
import tempfile
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

args = SimpleNamespace(feature="c3d", feature_size=128, num_segments=32, batch_size=1)


def write_features(root, n=6):
    rng = np.random.default_rng(5)
    for kind, shape in (("c3d", (32, 128)), ("i3d_10crop", (32, 10, 128))):
        os.makedirs(os.path.join(root, kind))
        for i in range(n):
            np.save(os.path.join(root, kind, f"video_{i}.npy"), rng.normal(size=shape).astype(np.float32))


class CrimeFeatures(Dataset):
    def __init__(self, root, args):
        folder = os.path.join(root, args.feature)
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        features = np.load(self.files[index])
        return torch.from_numpy(features)


class SnippetScorer(nn.Module):
    def __init__(self, feature_size):
        super().__init__()
        self.conv = nn.Conv1d(feature_size, 64, 3, padding=1)
        self.fc = nn.Linear(64, 1)

    def forward(self, inputs):
        bs, ncrops, t, f = inputs.size()
        out = inputs.reshape(-1, t, f)
        out = torch.relu(self.conv(out.permute(0, 2, 1))).permute(0, 2, 1)
        scores = torch.sigmoid(self.fc(out))
        return scores.view(bs, ncrops, t).mean(1)


def test(dataloader, model):
    model.eval()
    pred = []
    with torch.no_grad():
        for inputs in dataloader:
            inputs = inputs.permute(0, 2, 1, 3)
            logits = model(inputs)
            pred.append(logits.squeeze(0))
    return torch.cat(pred)


with tempfile.TemporaryDirectory() as root:
    write_features(root)
    loader = DataLoader(CrimeFeatures(root, args), batch_size=args.batch_size, shuffle=False)
    scores = test(loader, SnippetScorer(args.feature_size))
    print("frames scored:", len(np.repeat(scores.numpy(), 16)))
