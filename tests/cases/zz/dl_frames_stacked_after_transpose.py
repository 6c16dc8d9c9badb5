from collections import deque

import numpy as np
import torch
from torch import nn


class CatchEnv:
    """Small stand-in for an Atari game, RGB screens of 210 x 160."""
    n_actions = 4

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)
        self.t = 0

    def _screen(self):
        return self.rng.integers(0, 256, (210, 160, 3), dtype=np.uint8)

    def reset(self):
        self.t = 0
        return self._screen()

    def step(self, action):
        self.t += 1
        return self._screen(), float(action == self.t % 4), self.t >= 12


class Wrapper:
    def __init__(self, env):
        self.env, self.n_actions = env, env.n_actions

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        obs, reward, done = self.env.step(action)
        return self.observation(obs), reward, done


class WarpFrame(Wrapper):
    def observation(self, obs):
        gray = obs.mean(axis=2)[21:189:2, :]
        return gray[:, np.linspace(0, 159, 84).astype(int), None].astype(np.float32) / 255.0


class ImageToPyTorch(Wrapper):
    def observation(self, obs):
        return np.moveaxis(obs, 2, 0)


class FrameStack(Wrapper):
    def __init__(self, env, k):
        super().__init__(env)
        self.k, self.frames = k, deque(maxlen=k)

    def reset(self):
        self.frames.clear()
        return super().reset()

    def observation(self, obs):
        self.frames.extend([obs] * (1 if self.frames else self.k))
        return np.concatenate(list(self.frames), axis=2)


def make_env(seed):
    env = WarpFrame(CatchEnv(seed))
    env = ImageToPyTorch(env)
    env = FrameStack(env, 4)
    return env


class DQN(nn.Module):
    def __init__(self, in_channels, n_actions):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, 16, 8, stride=4), nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride=2), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Linear(32 * 9 * 9, 64), nn.ReLU(), nn.Linear(64, n_actions))

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


env = make_env(seed=5)
net = DQN(4, env.n_actions)
opt = torch.optim.Adam(net.parameters(), lr=1e-4)
for episode in range(2):
    obs, done, total = env.reset(), False, 0.0
    while not done:
        q = net(torch.from_numpy(obs).unsqueeze(0))
        action = int(q.argmax())
        obs, reward, done = env.step(action)
        loss = nn.functional.smooth_l1_loss(q[0, action], torch.tensor(reward))
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += reward
    print("episode", episode, "return", total)
