import torch
from torch import nn
import torch.nn.functional as F


class ModelVAE(nn.Module):
    def __init__(self, h_dim, components):
        super().__init__()
        self.components = nn.ModuleList(components)
        self.total_z_dim = sum(c.dim for c in components)
        for component in components:
            component.init_layers(h_dim)

    def forward(self, x):
        h = self.encode(x)
        zs, kls = zip(*[component(h) for component in self.components])
        return self.decode(torch.cat(zs, dim=-1)), sum(kls)

    def elbo(self, x):
        logits, kl = self(x)
        bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)
        return -(bce + kl).mean()


class FeedForwardVAE(ModelVAE):
    def __init__(self, h_dim, components, in_dim):
        super().__init__(h_dim, components)
        self.encode = nn.Sequential(nn.Linear(in_dim, h_dim), nn.ReLU())
        self.decode = nn.Sequential(nn.Linear(self.total_z_dim, h_dim), nn.ReLU(), nn.Linear(h_dim, in_dim))


class ConvolutionalVAE(ModelVAE):
    def __init__(self, h_dim, components, in_dim, img_dims=(3, 32, 32)):
        super().__init__(h_dim, components)
        self.encode = nn.Sequential(
            nn.Unflatten(1, img_dims),
            nn.Conv2d(3, 32, kernel_size=4, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, kernel_size=4, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(64, 128, kernel_size=4, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(),
        )
        self.decode = nn.Sequential(
            nn.Linear(self.total_z_dim, 1024), nn.ReLU(), nn.Unflatten(1, (64, 4, 4)),
            nn.ConvTranspose2d(64, 64, kernel_size=4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(32, 3, kernel_size=4, stride=2, padding=1),
            nn.Flatten(),
        )
