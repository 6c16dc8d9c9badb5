from collections import namedtuple

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

Box = namedtuple("Box", "low high shape")


class RaceTrack:
    """Side view of a track, the car is a bright block that moves left or right."""

    def __init__(self, height=48, width=84, seed=0):
        self.observation_space = Box(0, 255, (height, width, 3))
        self.n_actions = 3
        self.rng = np.random.default_rng(seed)

    def _frame(self):
        h, w, c = self.observation_space.shape
        img = np.full((h, w, c), 40, dtype=np.uint8)
        img[h // 2:h // 2 + 4, self.x:self.x + 6] = 255
        return img

    def reset(self):
        self.x, self.t = int(self.rng.integers(10, 60)), 0
        return self._frame()

    def step(self, action):
        self.x = int(np.clip(self.x + (action - 1) * 3, 0, 78))
        self.t += 1
        return self._frame(), 1.0 - abs(self.x - 40) / 40, self.t >= 20, {}


class TransposeImage:
    def __init__(self, env):
        self.env, self.n_actions = env, env.n_actions
        space = env.observation_space
        self.observation_space = Box(space.low, space.high, (space.shape[2], space.shape[1], space.shape[0]))

    def observation(self, frame):
        return torch.from_numpy(frame.transpose(2, 0, 1).copy()).float()

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        frame, reward, done, info = self.env.step(action)
        return self.observation(frame), reward, done, info


class RolloutStorage:
    def __init__(self, num_steps, obs_shape):
        self.obs = torch.zeros(num_steps + 1, *obs_shape)
        self.actions = torch.zeros(num_steps, dtype=torch.long)
        self.rewards = torch.zeros(num_steps)
        self.masks = torch.ones(num_steps + 1)
        self.step = 0

    def insert(self, obs, action, reward, mask):
        self.obs[self.step + 1].copy_(obs)
        self.actions[self.step], self.rewards[self.step] = action, reward
        self.masks[self.step + 1] = mask
        self.step += 1

    def returns(self, next_value, gamma=0.95):
        out = torch.zeros(len(self.rewards) + 1)
        out[-1] = next_value
        for t in reversed(range(len(self.rewards))):
            out[t] = self.rewards[t] + gamma * out[t + 1] * self.masks[t + 1]
        return out[:-1]


class Policy(nn.Module):
    def __init__(self, obs_shape, n_actions):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(obs_shape[0], 8, 8, stride=4), nn.ReLU(),
            nn.Conv2d(8, 16, 4, stride=2), nn.ReLU(), nn.Flatten(),
        )
        with torch.no_grad():
            n = self.base(torch.zeros(1, *obs_shape)).shape[1]
        self.actor, self.critic = nn.Linear(n, n_actions), nn.Linear(n, 1)

    def forward(self, obs):
        h = self.base(obs / 255.0)
        return Categorical(logits=self.actor(h)), self.critic(h).squeeze(-1)


torch.manual_seed(0)
env = TransposeImage(RaceTrack())
policy = Policy(env.observation_space.shape, env.n_actions)
optimizer = torch.optim.RMSprop(policy.parameters(), lr=7e-4)
for update in range(3):
    rollouts = RolloutStorage(16, env.observation_space.shape)
    obs = env.reset()
    rollouts.obs[0].copy_(obs)
    for _ in range(16):
        with torch.no_grad():
            action = policy(rollouts.obs[rollouts.step][None])[0].sample().item()
        obs, reward, done, _ = env.step(action)
        rollouts.insert(obs, action, reward, 0.0 if done else 1.0)
    target = rollouts.returns(policy(rollouts.obs[-1:])[1].item())
    dist, value = policy(rollouts.obs[:-1])
    advantage = target - value
    loss = -(dist.log_prob(rollouts.actions) * advantage.detach()).mean() + 0.5 * advantage.pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"update {update} reward {rollouts.rewards.mean():.3f} loss {loss.item():.3f}")
