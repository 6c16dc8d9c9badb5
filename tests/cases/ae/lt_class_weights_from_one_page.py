import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ENTITIES = ["other", "question", "answer", "header"]


class FormPages(Dataset):
    """Each page is a set of text boxes (features and kind of entity)."""

    def __init__(self, n=10, seed=2):
        rng = np.random.default_rng(seed)
        self.pages = []
        for i in range(n):
            kinds = 3 if i % 4 == 3 else 4  # some pages have no header
            boxes = rng.integers(12, 20)
            labels = np.concatenate([np.arange(kinds), rng.integers(0, kinds, boxes - kinds)])
            feats = rng.normal(size=(boxes, 24)) + labels[:, None]
            self.pages.append((feats.astype(np.float32), labels.astype(np.int64)))

    def __len__(self):
        return len(self.pages)

    def __getitem__(self, i):
        return self.pages[i]


def merge_pages(batch):
    feats = torch.cat([torch.from_numpy(f) for f, _ in batch])
    labels = torch.cat([torch.from_numpy(y) for _, y in batch])
    page = torch.cat([torch.full((len(y),), k) for k, (_, y) in enumerate(batch)])
    return feats, page, labels


def balanced_weights(y):
    """n_samples / (n_classes * count), as scikit-learn computes it."""
    classes, counts = np.unique(y, return_counts=True)
    return torch.tensor(len(y) / (len(classes) * counts), dtype=torch.float32)


class BoxClassifier(nn.Module):
    def __init__(self, dim=24, hidden=32):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(dim, hidden), nn.ReLU())
        self.out = nn.Linear(hidden * 2, len(ENTITIES))

    def forward(self, feats, page):
        h = self.embed(feats)
        same_page = (page[:, None] == page[None, :]).float()
        context = same_page @ h / same_page.sum(1, keepdim=True)
        return self.out(torch.cat([h, context], dim=1))


def entity_loss(scores, labels):
    w = balanced_weights(labels.numpy())
    return nn.functional.cross_entropy(scores, labels, weight=w)


def train(batch_size, epochs=2):
    loader = DataLoader(FormPages(), batch_size=batch_size, collate_fn=merge_pages)
    model = BoxClassifier()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for feats, page, labels in loader:
            loss = entity_loss(model(feats, page), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


torch.manual_seed(0)
train(batch_size=1)
