import torch
from torch import nn


def number_of_classes(config):
    """A recording at another speed counts as another speaker."""
    n = config["speakers"]
    if config["speed_perturb"]:
        n *= 3
    return n


class SpeakerNet(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.frames = nn.Sequential(
            nn.Conv1d(config["feat_dim"], 48, 5), nn.ReLU(), nn.BatchNorm1d(48), nn.Conv1d(48, 48, 3, dilation=2), nn.ReLU()
        )
        self.embedding = nn.Linear(96, config["embed_dim"])
        self.projection = nn.Linear(config["embed_dim"], number_of_classes(config), bias=False)

    def embed(self, feats):
        h = self.frames(feats)
        return self.embedding(torch.cat([h.mean(-1), h.std(-1)], 1))

    def forward(self, feats):
        return self.projection(self.embed(feats))
