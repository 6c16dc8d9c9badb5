import random
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical


class Box:
    def __init__(self, low, high, shape):
        self.low, self.high, self.shape = low, high, shape

    def sample(self):
        return np.random.uniform(self.low, self.high, self.shape).astype(np.float32)


class SimpleEnv:
    def __init__(self):
        self.observation_space = Box(low=0, high=2, shape=(4, 4))
        self.action_space = SimpleNamespace(n=3)

    def reset(self):
        return self.observation_space.sample()

    def step(self, action):
        return self.observation_space.sample(), 1.0, random.random() < 0.2, {}


def mlp(*sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.Tanh()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, in_features, action_space, hidden_sizes=(64, 64)):
        super().__init__()
        self.policy = mlp(in_features, *hidden_sizes, action_space.n)
        self.value = mlp(in_features, *hidden_sizes, 1)

    def forward(self, obs):
        return Categorical(logits=self.policy(obs)), self.value(obs).squeeze(-1)


def vpg(env_fn, ac_kwargs, episodes=5, gamma=0.99):
    env = env_fn()
    obs_dim = env.observation_space.shape
    ac = ActorCritic(obs_dim[0], env.action_space, **ac_kwargs)
    optimizer = torch.optim.Adam(ac.parameters(), lr=3e-4)
    for episode in range(episodes):
        logps, values, rewards = [], [], []
        o, done = env.reset(), False
        while not done:
            pi, v = ac(torch.as_tensor(o.reshape(1, -1)))
            a = pi.sample()
            o, r, done, _ = env.step(a.item())
            logps.append(pi.log_prob(a))
            values.append(v)
            rewards.append(r)
        ret = torch.tensor([sum(r * gamma ** k for k, r in enumerate(rewards[t:])) for t in range(len(rewards))])
        val = torch.cat(values)
        loss = -(torch.cat(logps) * (ret - val.detach())).mean() + ((val - ret) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("episode", episode, "length", len(rewards), "loss", loss.item())


vpg(SimpleEnv, ac_kwargs=dict(hidden_sizes=(16,)))
