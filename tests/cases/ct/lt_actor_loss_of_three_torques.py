import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal


class HopperLike:
    """One-legged robot in miniature: 11 observations, three joint torques."""

    def __init__(self, seed=0):
        self.rng = np.random.RandomState(seed)

    def reset(self):
        self.state, self.t = self.rng.randn(11).astype(np.float32) * 0.1, 0
        return self.state

    def step(self, action):
        push = np.resize(np.tanh(action), 11)
        self.state = (0.9 * self.state + 0.1 * push).astype(np.float32)
        self.t += 1
        return self.state, float(1 - np.abs(self.state).mean()), self.t >= 40


class Actor(nn.Module):
    def __init__(self, obs_dim, act_dim):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, act_dim))
        self.log_sigma = nn.Parameter(torch.full((act_dim,), -0.5))

    def forward(self, obs):
        mu = self.body(obs)
        return mu, self.log_sigma.exp().expand_as(mu)


class A2CPolicy:
    def __init__(self, obs_dim=11, act_dim=3, gamma=0.99):
        self.actor = Actor(obs_dim, act_dim)
        self.critic = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, 1))
        self.gamma = gamma
        self.optim = torch.optim.Adam([*self.actor.parameters(), *self.critic.parameters()], lr=3e-4)

    def dist_fn(self, obs):
        mu, sigma = self.actor(obs)
        return Normal(mu, sigma)

    def collect(self, env):
        obs, done, batch = env.reset(), False, []
        while not done:
            with torch.no_grad():
                act = self.dist_fn(torch.from_numpy(obs)).sample()
            nxt, rew, done = env.step(act.numpy())
            batch.append((torch.from_numpy(obs), act, rew))
            obs = nxt
        returns, total = [], 0.0
        for *_, rew in reversed(batch):
            total = rew + self.gamma * total
            returns.insert(0, total)
        return torch.stack([b[0] for b in batch]), torch.stack([b[1] for b in batch]), torch.tensor(returns)

    def learn(self, obs, a, r):
        dist = self.dist_fn(obs)
        v = self.critic(obs).squeeze(-1)
        a_loss = -(dist.log_prob(a) * (r - v).detach()).mean()
        vf_loss = F.mse_loss(v, r)
        loss = a_loss + 0.5 * vf_loss - 0.01 * dist.entropy().mean()
        self.optim.zero_grad()
        loss.backward()
        self.optim.step()
        return loss.item()


torch.manual_seed(1)
policy, env = A2CPolicy(), HopperLike()
for epoch in range(3):
    print(epoch, policy.learn(*policy.collect(env)))
