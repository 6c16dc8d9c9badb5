import collections
import random

import numpy as np
import torch
from torch import nn


class PixelGame:
    """Tiny replacement of an Atari environment with the old gym interface."""

    n_actions = 4
    shape = (210, 160, 3)

    def __init__(self, length=30):
        self.length = length

    def reset(self):
        self.t = 0
        return self._frame()

    def step(self, action):
        self.t += 1
        return self._frame(), float(action == self.t % self.n_actions), self.t >= self.length, {}

    def _frame(self):
        return np.random.randint(0, 255, self.shape, dtype=np.uint8)


class Wrapper:
    def __init__(self, env):
        self.env = env
        self.n_actions = env.n_actions

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        obs, reward, done, info = self.env.step(action)
        return self.observation(obs), reward, done, info


class WarpFrame(Wrapper):
    def observation(self, frame):
        gray = frame @ np.array([0.299, 0.587, 0.114])
        rows = np.linspace(0, gray.shape[0] - 1, 84).astype(int)
        cols = np.linspace(0, gray.shape[1] - 1, 84).astype(int)
        return gray[rows][:, cols, None].astype(np.float32)


class ImageToPyTorch(Wrapper):
    def observation(self, obs):
        return np.moveaxis(obs, 2, 0)


class FrameStack(Wrapper):
    def __init__(self, env, k):
        super().__init__(env)
        self.k = k
        self.frames = collections.deque(maxlen=k)

    def reset(self):
        self.frames.clear()
        return super().reset()

    def observation(self, obs):
        self.frames.append(obs)
        while len(self.frames) < self.k:
            self.frames.append(obs)
        return np.concatenate(list(self.frames), axis=2)


def make_env():
    env = PixelGame()
    env = WarpFrame(env)
    env = ImageToPyTorch(env)
    env = FrameStack(env, 4)
    return env


class DQN(nn.Module):
    def __init__(self, in_frames, n_actions):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_frames, 32, 8, stride=4), nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
            nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, n_actions))

    def forward(self, x):
        return self.fc(self.conv(x / 255).flatten(1))


class ReplayBuffer:
    def __init__(self, size):
        self.memory = collections.deque(maxlen=size)

    def add(self, *transition):
        self.memory.append(transition)

    def sample(self, n):
        obs, actions, rewards, nexts, dones = zip(*random.sample(self.memory, n))
        return (torch.from_numpy(np.stack(obs)), torch.tensor(actions), torch.tensor(rewards),
                torch.from_numpy(np.stack(nexts)), torch.tensor(dones, dtype=torch.float32))


random.seed(1)
np.random.seed(1)
env = make_env()
online, target = DQN(4, env.n_actions), DQN(4, env.n_actions)
target.load_state_dict(online.state_dict())
optimizer = torch.optim.Adam(online.parameters(), lr=1e-4)
buffer = ReplayBuffer(200)
obs = env.reset()
for step in range(40):
    if step > 10 and random.random() > 0.3:
        with torch.no_grad():
            action = int(online(torch.from_numpy(obs)[None]).argmax())
    else:
        action = random.randrange(env.n_actions)
    new_obs, reward, done, _ = env.step(action)
    buffer.add(obs, action, reward, new_obs, done)
    obs = env.reset() if done else new_obs
    if len(buffer.memory) >= 16:
        s, a, r, s2, d = buffer.sample(16)
        q = online(s).gather(1, a[:, None]).squeeze(1)
        with torch.no_grad():
            y = r + 0.99 * (1 - d) * target(s2).max(1).values
        loss = nn.functional.smooth_l1_loss(q, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
print("last loss", loss.item())
