import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import kl_divergence

from networks import RSSM, ConvEncoder


class WorldModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        channels = 1 if config.grayscale else 3
        self.encoder = ConvEncoder(channels, config.cnn_depth)
        self.dynamics = RSSM(
            config.dyn_stoch,
            config.dyn_deter,
            config.dyn_hidden,
            config.num_actions,
            config.embed,
        )
        feat = config.dyn_stoch + config.dyn_deter
        self.reward = nn.Sequential(nn.Linear(feat, 64), nn.ELU(), nn.Linear(64, 1))

    def forward(self, data):
        embed = self.encoder(data["image"])
        feat, posts, priors = self.dynamics.observe(embed, data["action"])
        kl = torch.stack([kl_divergence(p, q).mean() for p, q in zip(posts, priors)]).mean()
        reward_loss = F.mse_loss(self.reward(feat).squeeze(-1), data["reward"])
        return reward_loss, kl

    def update(self, data, optimizer):
        reward_loss, kl = self(data)
        optimizer.zero_grad()
        (reward_loss + self.config.kl_scale * kl).backward()
        nn.utils.clip_grad_norm_(self.parameters(), 100.0)
        optimizer.step()
        return {"reward_loss": reward_loss.item(), "kl": kl.item()}
