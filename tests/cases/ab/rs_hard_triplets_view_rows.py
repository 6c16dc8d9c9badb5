import random

import torch
from torch import nn


class WhalePhotos:
    """Flukes of a few whales; some animals were photographed more often than others."""

    def __init__(self):
        g = torch.Generator().manual_seed(9)
        self.labels = [0] * 5 + [1] * 3 + [2] * 6 + [3] * 4
        self.images = torch.rand(len(self.labels), 3, 32, 64, generator=g)

    def batch(self, identities, k=4):
        chosen = []
        for who in identities:
            pool = [i for i, y in enumerate(self.labels) if y == who]
            random.shuffle(pool)
            chosen += pool[:k]
        return self.images[chosen], torch.tensor([self.labels[i] for i in chosen])


class EmbeddingNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.fc = nn.Linear(32, dim)

    def forward(self, x):
        return nn.functional.normalize(self.fc(self.convs(x).flatten(1)), dim=1)


def hard_example_mining(dist_mat, labels):
    """Farthest photo of the same whale, nearest photo of another one."""
    n = dist_mat.size(0)
    is_pos = labels.expand(n, n).eq(labels.expand(n, n).t())
    is_neg = ~is_pos
    dist_ap = dist_mat[is_pos].view(n, -1).max(dim=1)[0]
    dist_an = dist_mat[is_neg].view(n, -1).min(dim=1)[0]
    return dist_ap, dist_an


class TripletLoss(nn.Module):
    def __init__(self, margin=0.3):
        super().__init__()
        self.ranking = nn.MarginRankingLoss(margin=margin)

    def forward(self, feats, labels):
        dist = torch.cdist(feats, feats)
        dist_ap, dist_an = hard_example_mining(dist, labels)
        return self.ranking(dist_an, dist_ap, torch.ones_like(dist_an))


random.seed(2)
data, net = WhalePhotos(), EmbeddingNet()
triplet = TripletLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-4)
for identities in ([0, 2, 3], [0, 1, 2], [1, 2, 3]):
    images, labels = data.batch(identities)
    loss = triplet(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(identities, loss.item())
