from collections import deque

import numpy as np
import torch
import torch.nn as nn


class Pong:
    n_actions = 4

    def reset(self):
        self.t = 0
        return self.frame()

    def frame(self):
        return np.random.randint(0, 255, (210, 160, 3), dtype=np.uint8)

    def step(self, action):
        self.t += 1
        return self.frame(), float(action == self.t % 4), self.t >= 12


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
        gray = obs.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
        return gray[::2, ::2][10:94, :84, None][:84, np.r_[0:80, 76:80]]


class ImageToPyTorch(Wrapper):
    def observation(self, obs):
        return np.moveaxis(obs, 2, 0)


class FrameStack(Wrapper):
    def __init__(self, env, k):
        super().__init__(env)
        self.frames = deque([], maxlen=k)

    def reset(self):
        obs = self.env.reset()
        for _ in range(self.frames.maxlen):
            self.frames.append(obs)
        return np.concatenate(self.frames, axis=2)

    def observation(self, obs):
        self.frames.append(obs)
        return np.concatenate(self.frames, axis=2)


def make_env(env):
    env = WarpFrame(env)
    env = ImageToPyTorch(env)
    env = FrameStack(env, 4)
    return env


class DQN(nn.Module):
    def __init__(self, n_actions, frames=4):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(frames, 32, 8, stride=4), nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
            nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, n_actions))

    def forward(self, x):
        return self.fc(self.conv(x / 255.0).flatten(1))


env = make_env(Pong())
net = DQN(env.n_actions)
obs, done, total = env.reset(), False, 0.0
while not done:
    with torch.no_grad():
        q = net(torch.from_numpy(np.ascontiguousarray(obs))[None])
    obs, reward, done = env.step(int(q.argmax()))
    total += reward
print("return", total)
