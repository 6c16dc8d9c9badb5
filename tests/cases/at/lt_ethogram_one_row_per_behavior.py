import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

BEHAVIORS = ["background", "groom", "dig", "scratch", "lick", "rear", "walk", "sniff", "rest"]


class EthogramWindows(Dataset):
    """Windows of 180 frames: extracted features and the labels of the annotator."""

    def __init__(self, n_frames=2880, window=180, n_features=64):
        rng = np.random.default_rng(8)
        self.window = window
        self.features = rng.normal(size=(n_features, n_frames)).astype(np.float32)
        behavior = np.repeat(rng.integers(0, len(BEHAVIORS), n_frames // 20), 20)
        self.ethogram = np.zeros((len(BEHAVIORS), n_frames), dtype=np.int64)
        self.ethogram[behavior, np.arange(n_frames)] = 1

    def class_counts(self):
        return self.ethogram.sum(axis=1)

    def __len__(self):
        return self.features.shape[1] // self.window

    def __getitem__(self, i):
        s = slice(i * self.window, (i + 1) * self.window)
        labels = torch.from_numpy(self.ethogram[:, s])
        return {"features": torch.from_numpy(self.features[:, s]), "labels": labels}


class TGM(nn.Module):
    def __init__(self, n_features, n_classes, hidden=32):
        super().__init__()
        self.h = nn.Conv1d(n_features, hidden, 1)
        self.temporal = nn.Conv1d(hidden, hidden, 15, padding=7, groups=hidden)
        self.dropout = nn.Dropout(0.5)
        self.classify = nn.Conv1d(hidden, n_classes, 1)

    def forward(self, x):
        h = torch.relu(self.h(x))
        return self.classify(self.dropout(h + torch.relu(self.temporal(h))))


class SequenceTrainer:
    def __init__(self, model, dataset):
        self.model = model
        self.loader = DataLoader(dataset, batch_size=8, shuffle=True)
        counts = torch.as_tensor(dataset.class_counts()).float()
        self.criterion = nn.NLLLoss(weight=counts.sum() / (counts + 1).sqrt())
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step(self, batch):
        outputs = self.model(batch["features"])
        probabilities = outputs.log_softmax(dim=1)
        loss = self.criterion(probabilities, batch["labels"])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, epochs=1):
        for epoch in range(epochs):
            print(epoch, np.mean([self.step(batch) for batch in self.loader]))


SequenceTrainer(TGM(64, len(BEHAVIORS)), EthogramWindows()).fit()
