"""Joint auto-encoder of predicates and objects with spherical cluster centres."""
import torch
from torch import nn
import torch.nn.functional as F


def mlp(dims):
    layers = []
    for a, b in zip(dims[:-1], dims[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class AutoEncoder(nn.Module):
    def __init__(self, input_dim, hidden_dims):
        super().__init__()
        dims = [input_dim] + hidden_dims
        self.encoder = mlp(dims)
        self.decoder = mlp(dims[::-1])

    def forward(self, x):
        z = F.normalize(self.encoder(x), dim=-1)
        return self.decoder(z), z


class ETypeClus(nn.Module):
    def __init__(self, input_dim1, input_dim2, hidden_dims, n_clusters):
        super().__init__()
        self.model1 = AutoEncoder(input_dim1, hidden_dims)
        self.model2 = AutoEncoder(input_dim2, hidden_dims)
        self.topic_emb = nn.Parameter(torch.randn(n_clusters, 2 * hidden_dims[-1]))

    def cluster_assign(self, z):
        return torch.softmax(10 * z @ F.normalize(self.topic_emb, dim=-1).t(), dim=-1)

    def forward(self, x1, x2):
        x1_hat, z1 = self.model1(x1)
        x2_hat, z2 = self.model2(x2)
        z = torch.cat([z1, z2], dim=-1) / 2 ** 0.5
        return x1_hat, x2_hat, self.cluster_assign(z)
