import torch
from torch import nn


def hard_example_mining(dist_mat, labels):
    """Farthest positive and nearest negative of every sample of the batch."""
    N = dist_mat.size(0)
    is_pos = labels.expand(N, N).eq(labels.expand(N, N).t())
    is_neg = labels.expand(N, N).ne(labels.expand(N, N).t())
    dist_ap, _ = torch.max(dist_mat[is_pos].contiguous().view(N, -1), 1)
    dist_an, _ = torch.min(dist_mat[is_neg].contiguous().view(N, -1), 1)
    return dist_ap, dist_an


class TripletLoss:
    def __init__(self, margin):
        self.ranking_loss = nn.MarginRankingLoss(margin=margin)

    def __call__(self, feat, labels):
        dist_ap, dist_an = hard_example_mining(torch.cdist(feat, feat), labels)
        return self.ranking_loss(dist_an, dist_ap, torch.ones_like(dist_an))
