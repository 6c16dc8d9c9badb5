import random
from collections import deque

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class BreakoutLike:
    """210x160 RGB frames, four actions, short episodes."""

    n_actions = 4

    def reset(self):
        self.t = 0
        return np.random.randint(0, 256, (210, 160, 3), dtype=np.uint8)

    def step(self, action):
        self.t += 1
        frame = np.random.randint(0, 256, (210, 160, 3), dtype=np.uint8)
        return frame, float(action == self.t % 4), self.t >= 20


class Wrapper:
    def __init__(self, env):
        self.env, self.n_actions = env, env.n_actions

    def observation(self, obs):
        return obs

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        obs, reward, done = self.env.step(action)
        return self.observation(obs), reward, done


class WarpFrame(Wrapper):
    def observation(self, obs):
        gray = torch.from_numpy(obs).float().mean(2)[None, None]
        return F.interpolate(gray, size=(84, 84))[0, 0, :, :, None].byte().numpy()


class ImageToPyTorch(Wrapper):
    def observation(self, obs):
        return np.moveaxis(obs, 2, 0)


class FrameStack(Wrapper):
    def __init__(self, env, k):
        super().__init__(env)
        self.k, self.frames = k, deque(maxlen=k)

    def reset(self):
        self.frames.extend([self.env.reset()] * self.k)
        return np.concatenate(self.frames, axis=2)

    def observation(self, obs):
        self.frames.append(obs)
        return np.concatenate(self.frames, axis=2)


def make_env():
    env = BreakoutLike()
    env = WarpFrame(env)
    env = ImageToPyTorch(env)
    env = FrameStack(env, 4)
    return env


class DQN(nn.Module):
    def __init__(self, n_frames, n_actions):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(n_frames, 16, 8, stride=4), nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride=2), nn.ReLU(),
            nn.Conv2d(32, 32, 3, stride=1), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, n_actions))

    def forward(self, x):
        return self.fc(self.conv(x.float() / 255).flatten(1))


env = make_env()
agent = DQN(n_frames=4, n_actions=env.n_actions)
optimizer = torch.optim.Adam(agent.parameters(), 1e-4)
memory, obs = [], env.reset()
for step in range(24):
    if random.random() < 0.5:
        action = random.randrange(env.n_actions)
    else:
        action = agent(torch.from_numpy(obs)[None]).argmax(1).item()
    new_obs, reward, done = env.step(action)
    memory.append((obs, action, reward, new_obs, done))
    obs = env.reset() if done else new_obs

s, a, r, s2, d = zip(*random.sample(memory, 8))
q = agent(torch.from_numpy(np.stack(s))).gather(1, torch.tensor(a)[:, None]).squeeze(1)
with torch.no_grad():
    best = agent(torch.from_numpy(np.stack(s2))).max(1).values
loss = F.smooth_l1_loss(q, torch.tensor(r) + 0.99 * best * (1 - torch.tensor(d).float()))
loss.backward()
optimizer.step()
print("td loss", loss.item())
