import argparse
from collections import deque

import numpy as np
import torch
from torch import nn


class Pong:
    """Grey frames of 84 x 84; an episode lasts 50 steps."""

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def reset(self):
        self.t = 0
        return self.rng.random((84, 84), dtype=np.float32)

    def step(self, action):
        self.t += 1
        return self.rng.random((84, 84), dtype=np.float32), float(action == 2), self.t >= 50


class FrameStack:
    """Gives the last n frames as one observation."""

    def __init__(self, env, n_frames):
        self.env = env
        self.frames = deque(maxlen=n_frames)
        self.n_frames = n_frames

    def reset(self):
        frame = self.env.reset()
        for _ in range(self.n_frames):
            self.frames.append(frame)
        return np.stack(self.frames)

    def step(self, action):
        frame, reward, done = self.env.step(action)
        self.frames.append(frame)
        return np.stack(self.frames), reward, done


class ReplayBuffer:
    def __init__(self, size, stack_num=1):
        self.size, self.stack_num = size, stack_num
        self.obs, self.act, self.rew = [], [], []

    def add(self, obs, act, rew):
        self.obs.append(obs)
        self.act.append(act)
        self.rew.append(rew)

    def get_obs(self, index):
        if self.stack_num == 1:
            return self.obs[index]
        return np.stack([self.obs[max(index - k, 0)] for k in reversed(range(self.stack_num))])

    def sample(self, batch_size, rng):
        indices = rng.integers(0, len(self.obs), batch_size)
        obs = np.stack([self.get_obs(i) for i in indices])
        act = np.array([self.act[i] for i in indices])
        rew = np.array([self.rew[i] for i in indices], dtype=np.float32)
        return torch.from_numpy(obs), torch.from_numpy(act), torch.from_numpy(rew)


class DQN(nn.Module):
    def __init__(self, c, action_num):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(c, 16, kernel_size=8, stride=4), nn.ReLU(),
            nn.Conv2d(16, 32, kernel_size=4, stride=2), nn.ReLU(),
            nn.Flatten(),
            nn.Linear(32 * 9 * 9, 128), nn.ReLU(),
            nn.Linear(128, action_num),
        )

    def forward(self, x):
        return self.net(x)


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames-stack", type=int, default=4)
    parser.add_argument("--buffer-size", type=int, default=1000)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1e-4)
    return parser.parse_args()


def collect(env, buffer, steps, rng):
    obs = env.reset()
    for _ in range(steps):
        action = int(rng.integers(6))
        following, reward, done = env.step(action)
        buffer.add(obs, action, reward)
        obs = env.reset() if done else following


def main(args):
    rng = np.random.default_rng(1)
    env = FrameStack(Pong(), args.frames_stack)
    buffer = ReplayBuffer(args.buffer_size, stack_num=args.frames_stack)
    collect(env, buffer, 100, rng)
    net = DQN(args.frames_stack, 6)
    optim = torch.optim.Adam(net.parameters(), lr=args.lr)
    for _ in range(2):
        obs, act, rew = buffer.sample(args.batch_size, rng)
        q = net(obs).gather(1, act[:, None]).squeeze(1)
        loss = nn.functional.smooth_l1_loss(q, rew)
        optim.zero_grad()
        loss.backward()
        optim.step()
    print("loss", loss.item())


main(get_args())
