import random
from collections import defaultdict

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, Sampler


class Pedestrians(Dataset):
    def __init__(self, n_ids=6, per_id=5):
        self.ids = [k for k in range(n_ids) for _ in range(per_id)]

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, 64, 32, generator=g) + 0.1 * self.ids[i], self.ids[i]


class IdSampler(Sampler):
    """Batches of K pictures of each of P persons."""

    def __init__(self, ids, p, k, batches):
        self.p, self.k, self.batches = p, k, batches
        self.index = defaultdict(list)
        for i, person in enumerate(ids):
            self.index[person].append(i)
        self.rng = random.Random(1)

    def __len__(self):
        return self.batches

    def __iter__(self):
        for _ in range(self.batches):
            persons = self.rng.choices(list(self.index), k=self.p)
            yield [i for person in persons for i in self.rng.sample(self.index[person], self.k)]


class EmbedNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.base = nn.Sequential(nn.Conv2d(3, 16, 5, 2, 2), nn.ReLU(), nn.Conv2d(16, dim, 3, 2, 1), nn.ReLU())

    def forward(self, x):
        return self.base(x).mean((2, 3))


def euclidean_dist(x, y):
    xx = x.pow(2).sum(1, keepdim=True)
    yy = y.pow(2).sum(1, keepdim=True).t()
    return (xx + yy - 2 * x @ y.t()).clamp(min=1e-12).sqrt()


def hard_example_mining(dist_mat, labels):
    N = dist_mat.size(0)
    is_pos = labels.expand(N, N).eq(labels.expand(N, N).t())
    is_neg = labels.expand(N, N).ne(labels.expand(N, N).t())
    dist_ap = dist_mat[is_pos].contiguous().view(N, -1).max(1)[0]
    dist_an = dist_mat[is_neg].contiguous().view(N, -1).min(1)[0]
    return dist_ap, dist_an


def main():
    dataset = Pedestrians()
    loader = DataLoader(dataset, batch_sampler=IdSampler(dataset.ids, p=4, k=3, batches=6))
    model = EmbedNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
    ranking_loss = nn.MarginRankingLoss(margin=0.3)
    for step, (ims, labels) in enumerate(loader):
        feat = model(ims)
        dist_ap, dist_an = hard_example_mining(euclidean_dist(feat, feat), labels)
        loss = ranking_loss(dist_an, dist_ap, torch.ones_like(dist_an))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


main()
