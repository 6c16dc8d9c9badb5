import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, Sampler


class ProductVectors(Dataset):
    """Precomputed vectors of shop pictures, one label per product."""

    def __init__(self, n_products=24, per_product=12, dim=128, seed=0):
        rng = np.random.default_rng(seed)
        centres = rng.normal(0, 1, (n_products, dim))
        self.labels = np.repeat(np.arange(n_products), per_product)
        noise = rng.normal(0, 0.8, (len(self.labels), dim))
        self.vectors = (centres[self.labels] + noise).astype(np.float32)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return torch.from_numpy(self.vectors[i]), int(self.labels[i])


class MPerClassSampler(Sampler):
    def __init__(self, labels, m, batch_size, seed=0):
        self.by_label = {k: np.flatnonzero(labels == k) for k in np.unique(labels)}
        self.m, self.batch_size, self.n = m, batch_size, len(labels)
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return self.n // self.batch_size

    def __iter__(self):
        keys = np.array(list(self.by_label))
        for _ in range(len(self)):
            chosen = self.rng.choice(keys, self.batch_size // self.m, replace=False)
            yield [int(i) for k in chosen for i in self.rng.choice(self.by_label[k], self.m, replace=False)]


class Net(nn.Module):
    def __init__(self, embedding_size, num_classes):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(embedding_size, embedding_size)
        self.bn = nn.BatchNorm1d(embedding_size)
        self.fc2 = nn.Linear(embedding_size, num_classes)

    def forward(self, x):
        x = F.normalize(x, p=2, dim=len(x.size()) - 1)
        x = self.bn(self.fc1(x))
        x = self.fc2(F.relu(x))
        return x


class CosFaceLoss(nn.Module):
    def __init__(self, num_classes, embedding_size, margin=0.35, scale=30.0):
        super().__init__()
        self.margin, self.scale, self.num_classes = margin, scale, num_classes
        self.W = nn.Parameter(torch.empty(embedding_size, num_classes))
        nn.init.normal_(self.W, std=1 / math.sqrt(embedding_size))

    def cosine(self, embeddings):
        return F.normalize(embeddings, dim=1) @ F.normalize(self.W, dim=0)

    def forward(self, embeddings, labels):
        cosine = self.cosine(embeddings)
        mask = F.one_hot(labels, self.num_classes).to(cosine.dtype)
        logits = self.scale * (cosine - self.margin * mask)
        return F.cross_entropy(logits, labels)


def train(model, loss_func, loader, optimizer, loss_optimizer, epoch):
    model.train()
    for batch_idx, (data, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss_optimizer.zero_grad()
        embeddings = model(data)
        loss = loss_func(embeddings, labels)
        loss.backward()
        optimizer.step()
        loss_optimizer.step()
    print(f"Epoch {epoch} Loss = {loss.item():.4f}")


@torch.no_grad()
def precision_at_1(model, dataset):
    model.eval()
    out = F.normalize(model(torch.from_numpy(dataset.vectors)), dim=1)
    sims = out @ out.T
    sims.fill_diagonal_(-2)
    labels = torch.from_numpy(dataset.labels)
    return (labels[sims.argmax(1)] == labels).float().mean().item()


def main():
    torch.manual_seed(0)
    dataset = ProductVectors()
    num_classes = int(dataset.labels.max()) + 1
    embedding_size = dataset.vectors.shape[1]
    loader = DataLoader(dataset, batch_sampler=MPerClassSampler(dataset.labels, m=4, batch_size=32))

    model = Net(embedding_size, num_classes)
    loss_func = CosFaceLoss(num_classes, embedding_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_optimizer = torch.optim.Adam(loss_func.parameters(), lr=1e-2)
    for epoch in range(1, 6):
        train(model, loss_func, loader, optimizer, loss_optimizer, epoch)
    print("precision@1", precision_at_1(model, dataset))


if __name__ == "__main__":
    main()
