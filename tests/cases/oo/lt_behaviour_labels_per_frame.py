import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

BEHAVIOURS = ["background", "groom", "dig", "scratch", "lick", "rear"]
SEQUENCE_LENGTH = 180


def make_recordings(n=6, frames=700, n_features=48, seed=5):
    """Two-stream features of each video together with the hand scored ethogram."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 1, (len(BEHAVIOURS), n_features))
    videos = []
    for _ in range(n):
        bouts = np.repeat(rng.integers(0, len(BEHAVIOURS), frames // 20 + 1), 20)[:frames]
        features = centres[bouts] + rng.normal(0, 1, (frames, n_features))
        ethogram = np.zeros((frames, len(BEHAVIOURS)), dtype=np.int64)
        ethogram[np.arange(frames), bouts] = 1
        videos.append({"features": features.T.astype(np.float32), "label": ethogram.T})
    return videos


class FeatureSequenceDataset(Dataset):
    def __init__(self, videos, sequence_length=SEQUENCE_LENGTH, nonoverlapping=True):
        self.videos, self.length = videos, sequence_length
        step = sequence_length if nonoverlapping else 1
        self.starts = []
        for v, video in enumerate(videos):
            n = video["features"].shape[1]
            self.starts += [(v, s) for s in range(0, n - sequence_length + 1, step)]

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, index):
        v, s = self.starts[index]
        video = self.videos[v]
        window = slice(s, s + self.length)
        return {"features": torch.from_numpy(video["features"][:, window].copy()),
                "labels": torch.from_numpy(video["label"][:, window].copy())}


class TGMLayer(nn.Module):
    """Mixtures of gaussian kernels over time."""

    def __init__(self, channels, n_kernels=8, length=15):
        super().__init__()
        self.length = length
        self.center = nn.Parameter(torch.randn(n_kernels))
        self.width = nn.Parameter(torch.randn(n_kernels))
        self.mix = nn.Parameter(torch.randn(channels, n_kernels))

    def kernels(self):
        t = torch.arange(self.length).float()
        mu = (self.length - 1) * (torch.tanh(self.center) + 1) / 2
        sigma = torch.exp(1.5 - 2 * self.width.tanh().abs())
        k = torch.exp(-(t[None] - mu[:, None]) ** 2 / (2 * sigma[:, None] ** 2))
        return self.mix.softmax(1) @ (k / k.sum(1, keepdim=True))

    def forward(self, x):
        return nn.functional.conv1d(x, self.kernels()[:, None], padding=self.length // 2, groups=x.size(1))


class TGM(nn.Module):
    def __init__(self, n_features, n_classes, hidden=32):
        super().__init__()
        self.reduce = nn.Conv1d(n_features, hidden, 1)
        self.tgm = nn.Sequential(TGMLayer(hidden), nn.ReLU(), TGMLayer(hidden))
        self.h = nn.Conv1d(2 * hidden, hidden, 1)
        self.dropout = nn.Dropout(0.3)
        self.classify = nn.Conv1d(hidden, n_classes, 1)

    def forward(self, x):
        x = torch.relu(self.reduce(x))
        joint = torch.cat([x, self.tgm(x)], dim=1)
        return self.classify(self.dropout(torch.relu(self.h(joint))))


def get_criterion(final_activation, labels):
    if final_activation == "softmax":
        counts = labels.sum(axis=1)
        weight = torch.tensor(counts.sum() / (len(counts) * counts), dtype=torch.float32)
        return nn.CrossEntropyLoss(weight=weight)
    return nn.BCEWithLogitsLoss()


def main(final_activation="softmax"):
    torch.manual_seed(0)
    videos = make_recordings()
    train_set, val_set = FeatureSequenceDataset(videos[:5]), FeatureSequenceDataset(videos[5:])
    criterion = get_criterion(final_activation, np.concatenate([v["label"] for v in videos[:5]], axis=1))
    model = TGM(videos[0]["features"].shape[0], len(BEHAVIOURS))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    loader = DataLoader(train_set, batch_size=5, shuffle=True)
    for epoch in range(4):
        model.train()
        for batch in loader:
            outputs = model(batch["features"])
            loss = criterion(outputs, batch["labels"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        hits = []
        with torch.no_grad():
            for batch in DataLoader(val_set, batch_size=3):
                guess = model(batch["features"]).argmax(1)
                hits.append((guess == batch["labels"].argmax(1)).float().mean().item())
        print(f"epoch {epoch} loss {loss.item():.3f} acc {np.mean(hits):.3f}")


if __name__ == "__main__":
    main()
