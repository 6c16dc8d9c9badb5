import torch
from torch import nn


class ReviewClassifier(nn.Module):
    def __init__(self, vocab_size, embed_dim=24, n_filters=16, widths=(2, 3), n_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(embed_dim, n_filters, w) for w in widths)
        self.out = nn.Linear(n_filters * len(widths), n_classes)

    def forward(self, ids):
        x = self.embedding(ids).transpose(1, 2)
        pooled = [c(x).relu().amax(dim=2) for c in self.convs]
        return self.out(torch.cat(pooled, dim=1))
