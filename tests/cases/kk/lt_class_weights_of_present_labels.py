"""Entity labelling on document graphs: one page is one graph, one word is one node."""
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

CLASSES = ["other", "question", "answer", "header"]
FEATURES = 20


class FunsdPages(Dataset):
    """Synthetic pages: node features, row-normalised adjacency, node labels."""

    def __init__(self, n_pages, seed):
        rng = np.random.default_rng(seed)
        self.pages = []
        for k in range(n_pages):
            n = int(rng.integers(20, 40))
            labels = rng.permutation(np.arange(n) % len(CLASSES))
            if k == n_pages - 2:
                labels[labels == CLASSES.index("header")] = CLASSES.index("other")
            centres = rng.normal(size=(len(CLASSES), FEATURES)) if k == 0 else centres
            feats = centres[labels] + rng.normal(size=(n, FEATURES))
            adj = (rng.random((n, n)) < 0.2) | np.eye(n, dtype=bool)
            adj = adj / adj.sum(1, keepdims=True)
            self.pages.append((torch.tensor(feats, dtype=torch.float32),
                               torch.tensor(adj, dtype=torch.float32), torch.tensor(labels)))

    def __len__(self):
        return len(self.pages)

    def __getitem__(self, i):
        return self.pages[i]


def merge_pages(pages):
    feats, adjs, labels = zip(*pages)
    return torch.cat(feats), torch.block_diag(*adjs), torch.cat(labels)


class NodeClassifier(nn.Module):
    def __init__(self, in_feats, hidden, n_classes):
        super().__init__()
        self.proj = nn.Linear(in_feats, hidden)
        self.message = nn.Linear(2 * hidden, hidden)
        self.node_pred = nn.Linear(hidden, n_classes)

    def forward(self, feats, adj):
        h = torch.relu(self.proj(feats))
        h = torch.relu(self.message(torch.cat([h, adj @ h], dim=1)))
        return self.node_pred(h)


def balanced_weights(labels):
    """n_samples / (n_classes * count), as scikit-learn's class_weight='balanced'."""
    labels = labels.numpy()
    classes, counts = np.unique(labels, return_counts=True)
    weights = len(labels) / (len(classes) * counts)
    return torch.tensor(weights, dtype=torch.float32)


def compute_crossentropy_loss(scores, labels):
    return F.cross_entropy(scores, labels, weight=balanced_weights(labels))


def train(batch_size=1, epochs=2):
    torch.manual_seed(42)
    loader = DataLoader(FunsdPages(8, seed=0), batch_size=batch_size, collate_fn=merge_pages)
    model = NodeClassifier(FEATURES, 32, len(CLASSES))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        total = 0.0
        for feats, adj, labels in loader:
            scores = model(feats, adj)
            loss = compute_crossentropy_loss(scores, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} node loss {total / len(loader):.4f}")


if __name__ == "__main__":
    train(batch_size=1)
