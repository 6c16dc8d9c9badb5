import numpy as np
import torch
import torch.nn as nn
from torch.distributions import Categorical


class Montezuma:
    """Four grey frames of 84 x 84."""

    def __init__(self, num_env):
        self.rng, self.num_env = np.random.default_rng(0), num_env

    def observe(self):
        return torch.from_numpy(self.rng.random((self.num_env, 4, 84, 84), dtype=np.float32))


class Flatten(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


class CnnActorCriticNetwork(nn.Module):
    def __init__(self, output_size):
        super().__init__()
        self.feature = nn.Sequential(
            nn.Conv2d(in_channels=4, out_channels=32, kernel_size=8, stride=4),
            nn.ReLU(),
            nn.Conv2d(in_channels=32, out_channels=64, kernel_size=4, stride=2),
            nn.ReLU(),
            nn.Conv2d(in_channels=64, out_channels=64, kernel_size=4, stride=1),
            nn.ReLU(),
            Flatten(),
            nn.Linear(7 * 7 * 64, 256),
            nn.ReLU(),
        )
        self.actor = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, output_size))
        self.critic_ext = nn.Linear(256, 1)
        self.critic_int = nn.Linear(256, 1)

    def forward(self, state):
        x = self.feature(state)
        return self.actor(x), self.critic_ext(x), self.critic_int(x)


class RNDModel(nn.Module):
    def __init__(self):
        super().__init__()
        feature_output = 7 * 7 * 64
        self.predictor = nn.Sequential(*self.convolutions(), nn.Linear(feature_output, 256), nn.ReLU(), nn.Linear(256, 256))
        self.target = nn.Sequential(*self.convolutions(), nn.Linear(feature_output, 256))
        for param in self.target.parameters():
            param.requires_grad = False

    @staticmethod
    def convolutions():
        return [
            nn.Conv2d(in_channels=1, out_channels=32, kernel_size=8, stride=4),
            nn.LeakyReLU(),
            nn.Conv2d(in_channels=32, out_channels=64, kernel_size=4, stride=2),
            nn.LeakyReLU(),
            nn.Conv2d(in_channels=64, out_channels=64, kernel_size=3, stride=1),
            nn.LeakyReLU(),
            Flatten(),
        ]

    def forward(self, next_obs):
        return self.predictor(next_obs), self.target(next_obs)


def step(env, agent, rnd, optimizer):
    state = env.observe()
    policy, value_ext, value_int = agent(state)
    dist = Categorical(logits=policy)
    action = dist.sample()
    predicted, target = rnd(env.observe()[:, 3:])
    bonus = (predicted - target).pow(2).mean(1)
    advantage = (bonus.detach() - value_int.squeeze(1)).detach()
    loss = -(dist.log_prob(action) * advantage).mean() + bonus.mean()
    loss = loss + (value_int.squeeze(1) - bonus.detach()).pow(2).mean() + value_ext.pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


torch.manual_seed(0)
env, agent, rnd = Montezuma(8), CnnActorCriticNetwork(18), RNDModel()
optimizer = torch.optim.Adam([*agent.parameters(), *rnd.predictor.parameters()], lr=1e-4)
print("loss", step(env, agent, rnd, optimizer))
