"""Behavioural cloning on rollouts of a scripted expert, four stacked frames per observation."""
from collections import deque

import numpy as np
import torch
import torch.nn as nn

N_STACK = 4


class CorridorEnv:
    """A dot that walks through a small grey picture; actions: left, stay, right."""

    def __init__(self, height=20, width=32, seed=0):
        self.height, self.width = height, width
        self.rng = np.random.RandomState(seed)

    def _frame(self):
        frame = np.zeros((1, self.height, self.width), dtype=np.float32)
        frame[0, :, self.pos] = 1.0
        return frame

    def reset(self):
        self.pos, self.t = int(self.rng.randint(self.width)), 0
        return self._frame()

    def step(self, action):
        self.pos = int(np.clip(self.pos + action - 1, 0, self.width - 1))
        self.t += 1
        return self._frame(), -abs(self.pos - self.width // 2), self.t >= 15, {}


class FrameStack:
    """Joins the last n_stack observations along the channel axis."""

    def __init__(self, env, n_stack):
        self.env = env
        self.frames = deque(maxlen=n_stack)

    def reset(self):
        obs = self.env.reset()
        self.frames.extend([obs] * self.frames.maxlen)
        return np.concatenate(self.frames)

    def step(self, action):
        obs, reward, done, info = self.env.step(action)
        self.frames.append(obs)
        return np.concatenate(self.frames), reward, done, info


class RolloutInfoWrapper:
    """Keeps every observation of an episode and hands them over in info["rollout"] at its end."""

    def __init__(self, env):
        self.env = env

    def reset(self):
        obs = self.env.reset()
        self._obs = [obs]
        return obs

    def step(self, action):
        obs, reward, done, info = self.env.step(action)
        self._obs.append(obs)
        if done:
            info["rollout"] = {"obs": np.stack(self._obs)}
        return obs, reward, done, info


def rollout(expert, env, episodes, unwrap=True):
    """Expert trajectories; unwrap takes the observations from info["rollout"]."""
    all_obs, all_acts = [], []
    for _ in range(episodes):
        obs, done, seen, acts = env.reset(), False, [], []
        while not done:
            seen.append(obs)
            acts.append(expert(obs))
            obs, _, done, info = env.step(acts[-1])
        all_obs.append(info["rollout"]["obs"][:-1] if unwrap else np.stack(seen))
        all_acts += acts
    return torch.from_numpy(np.concatenate(all_obs)), torch.tensor(all_acts)


class CnnPolicy(nn.Module):
    def __init__(self, in_channels, n_actions=3):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(in_channels, 8, 5, stride=2), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(),
            nn.AdaptiveAvgPool2d(2), nn.Flatten(),
        )
        self.action_net = nn.Linear(64, n_actions)

    def forward(self, obs):
        return self.action_net(self.cnn(obs))


def scripted_expert(obs):
    here = obs[-1].max(axis=0).argmax()
    return int(np.sign(obs.shape[-1] // 2 - here)) + 1


venv = FrameStack(RolloutInfoWrapper(CorridorEnv()), n_stack=N_STACK)
print("observation", venv.reset().shape)
obs, acts = rollout(scripted_expert, venv, episodes=6)
policy = CnnPolicy(in_channels=N_STACK)
optim = torch.optim.Adam(policy.parameters(), lr=1e-3)
for epoch in range(3):
    for idx in torch.randperm(len(acts)).split(32):
        loss = nn.functional.cross_entropy(policy(obs[idx]), acts[idx])
        optim.zero_grad()
        loss.backward()
        optim.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
