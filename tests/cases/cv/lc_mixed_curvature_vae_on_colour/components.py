import torch
from torch import nn
import torch.nn.functional as F


class EuclideanComponent(nn.Module):
    """One factor of the latent space, with its own mean and variance layer."""

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def init_layers(self, in_dim):
        self.fc_mean = nn.Linear(in_dim, self.dim)
        self.fc_var = nn.Linear(in_dim, self.dim)

    def forward(self, x):
        mean = self.fc_mean(x)
        std = F.softplus(self.fc_var(x)) + 1e-5
        q = torch.distributions.Normal(mean, std)
        p = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(std))
        return q.rsample(), torch.distributions.kl_divergence(q, p).sum(-1)


class SphericalComponent(EuclideanComponent):
    def forward(self, x):
        z, kl = super().forward(x)
        return F.normalize(z, dim=-1), kl
