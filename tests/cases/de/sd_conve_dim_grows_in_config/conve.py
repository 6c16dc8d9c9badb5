import math

import torch
from torch import nn

from kge_model import KgeModel


class ConvEScorer(nn.Module):
    def __init__(self, config):
        super().__init__()
        dim = config.get("conve.entity_embedder.dim") - 1
        ratio = config.get("conve.2D_aspect_ratio")
        self.height = math.floor(math.sqrt(dim / ratio))
        self.width = dim // self.height
        self.emb_dim = self.height * self.width
        k, pad = config.get("conve.filter_size"), config.get("conve.padding")
        self.convolution = nn.Conv2d(1, 8, k, padding=pad)
        self.bn1 = nn.BatchNorm2d(8, affine=False)
        self.bn2 = nn.BatchNorm1d(self.emb_dim, affine=False)
        self.feature_map_dropout = nn.Dropout2d(config.get("conve.feature_map_dropout"))
        self.projection_dropout = nn.Dropout(config.get("conve.projection_dropout"))
        conv_size = (self.height * 2 - k + 2 * pad + 1) * (self.width - k + 2 * pad + 1)
        self.projection = nn.Linear(8 * conv_size, self.emb_dim)

    def forward(self, s_emb, p_emb, o_emb):
        n = self.emb_dim + 1
        s_2d = s_emb[:, 1:n].reshape(-1, 1, self.height, self.width)
        p_2d = p_emb[:, 1:n].reshape(-1, 1, self.height, self.width)
        out = torch.relu(self.bn1(self.convolution(torch.cat([s_2d, p_2d], 2))))
        out = self.projection(self.feature_map_dropout(out).flatten(1))
        out = torch.relu(self.bn2(self.projection_dropout(out)))
        return out @ o_emb[:, 1:n].t() + o_emb[:, 0]


class ConvE(KgeModel):
    name = "conve"

    def __init__(self, config, dataset):
        # the first column of the embeddings holds the bias term
        for embedder in ("entity_embedder", "relation_embedder"):
            key = f"{self.name}.{embedder}.dim"
            config.set(key, config.get(key) + 1)
        super().__init__(config, dataset, ConvEScorer(config))
