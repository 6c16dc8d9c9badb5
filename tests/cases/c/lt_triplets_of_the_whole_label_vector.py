import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def pairwise_distances(e):
    dot = e @ e.t()
    square = dot.diagonal()
    return (square[None] - 2 * dot + square[:, None]).clamp(min=0)


def positive_mask(labels):
    same = labels[None] == labels[:, None]
    return same & ~torch.eye(len(labels), dtype=torch.bool)


def batch_hard_triplet_loss(labels, embeddings, margin):
    distances = pairwise_distances(embeddings)
    hardest_positive = (positive_mask(labels).float() * distances).max(dim=1).values
    different = (labels[None] != labels[:, None]).float()
    far = distances.max(dim=1, keepdim=True).values
    hardest_negative = (distances + far * (1 - different)).min(dim=1).values
    return torch.relu(hardest_positive - hardest_negative + margin).mean()


def read_features(n=160, people=10):
    g = torch.Generator().manual_seed(8)
    labels = torch.randint(0, people, (n,), generator=g)
    centers = torch.randn(people, 40, generator=g)
    return centers[labels] + 0.3 * torch.randn(n, 40, generator=g), labels


X_train, y_train = read_features()
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)

embedder = nn.Sequential(nn.Linear(40, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 100))
optimizer = torch.optim.Adam(embedder.parameters(), lr=1e-3)

for epoch in range(2):
    running = 0.0
    for features, labels in train_loader:
        optimizer.zero_grad()
        embeddings = embedder(features)
        loss = batch_hard_triplet_loss(y_train, embeddings, margin=1.0)
        loss.backward()
        optimizer.step()
        running += loss.item()
    print(f"epoch {epoch}: {running / len(train_loader):.3f}")
