import torch
from torch import nn

import config


def squash(s):
    n2 = (s ** 2).sum(-1, keepdim=True)
    return n2 / (1 + n2) * s / (n2 + 1e-8).sqrt()


class RetentionCapsules(nn.Module):
    def __init__(self, nodes, in_dims, out_dims, iterations=2):
        super().__init__()
        self.route_weights = nn.Parameter(0.1 * torch.randn(1, nodes, in_dims, out_dims))
        self.iterations = iterations

    def forward(self, u):
        priors = torch.einsum("bni,cnio->bcno", u, self.route_weights)
        logits = torch.zeros_like(priors[..., :1])
        for _ in range(self.iterations):
            v = squash((logits.softmax(dim=2) * priors).sum(dim=2, keepdim=True))
            logits = logits + (priors * v).sum(-1, keepdim=True)
        return v[:, 0, 0]


class CapsuleNet(nn.Module):
    def __init__(self, max_length):
        super().__init__()
        k = config.conv_kernel
        self.emb = nn.Embedding(len(config.residues) + 1, config.emb_size)
        self.conv1 = nn.Conv1d(config.emb_size, 32, k)
        self.primary = nn.Conv1d(32, 4 * config.capsule_dims, k, stride=2)
        steps = (max_length - 2 * k + 1) // 2 + 1
        self.digit_capsules = RetentionCapsules(4 * steps, config.capsule_dims, 16)

    def forward(self, x):
        h = torch.relu(self.conv1(self.emb(x).transpose(1, 2)))
        u = self.primary(h)
        u = squash(u.transpose(1, 2).reshape(len(x), -1, config.capsule_dims))
        return self.digit_capsules(u).norm(dim=-1)
