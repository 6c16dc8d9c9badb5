import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical


class EmptyGrid:
    """Square grid world; the agent sees the 7x7 cells in front of it."""

    def __init__(self, size=16):
        self.size, self.n_actions = size, 7
        self.observation_space = {"image": (7, 7, 3)}

    def encode(self):
        return np.random.randint(0, 10, (self.size, self.size, 3), dtype=np.uint8)

    def observe(self):
        return {"image": self.encode()[:7, :7]}

    def step(self, action):
        return self.observe(), float(action == 2), False


class FullyObsWrapper:
    """The agent sees the whole grid."""

    def __init__(self, env):
        self.env, self.n_actions = env, env.n_actions
        self.observation_space = env.observation_space

    def observe(self):
        return {"image": self.env.encode()}

    def step(self, action):
        _, reward, done = self.env.step(action)
        return self.observe(), reward, done


class ACModel(nn.Module):
    def __init__(self, obs_space, n_actions):
        super().__init__()
        self.image_conv = nn.Sequential(
            nn.Conv2d(3, 16, (2, 2)), nn.ReLU(), nn.MaxPool2d((2, 2)),
            nn.Conv2d(16, 32, (2, 2)), nn.ReLU(),
            nn.Conv2d(32, 64, (2, 2)), nn.ReLU(),
        )
        n, m = obs_space["image"][:2]
        embedding = ((n - 1) // 2 - 2) * ((m - 1) // 2 - 2) * 64
        self.actor = nn.Sequential(nn.Linear(embedding, 64), nn.Tanh(), nn.Linear(64, n_actions))
        self.critic = nn.Sequential(nn.Linear(embedding, 64), nn.Tanh(), nn.Linear(64, 1))

    def forward(self, obs):
        x = self.image_conv(obs.permute(0, 3, 1, 2))
        x = x.reshape(x.shape[0], -1)
        return Categorical(logits=self.actor(x)), self.critic(x).squeeze(1)


def preprocess(obs_list):
    return torch.tensor(np.array([o["image"] for o in obs_list]), dtype=torch.float)


envs = [FullyObsWrapper(EmptyGrid(size=16)) for _ in range(8)]
acmodel = ACModel(envs[0].observation_space, envs[0].n_actions)
optimizer = torch.optim.Adam(acmodel.parameters(), lr=7e-4)
obs = [e.observe() for e in envs]
for frame in range(5):
    dist, value = acmodel(preprocess(obs))
    action = dist.sample()
    obs, reward, _ = zip(*[e.step(a.item()) for e, a in zip(envs, action)])
    advantage = torch.tensor(reward) - value
    loss = -(dist.log_prob(action) * advantage.detach()).mean() + 0.5 * advantage.pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(frame, loss.item())
