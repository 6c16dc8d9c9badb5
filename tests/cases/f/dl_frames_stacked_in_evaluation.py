import collections

import torch
from torch import nn

torch.manual_seed(2)


class Cart:
    """Four numbers a step: position, speed, angle, angular speed."""

    def __init__(self, seed=0):
        self.generator = torch.Generator().manual_seed(seed)

    def reset(self):
        self.t = 0
        self.state = 0.05 * torch.randn(4, generator=self.generator)
        return self.state

    def step(self, action):
        self.t += 1
        push = 0.1 if action else -0.1
        self.state = self.state + torch.tensor([self.state[1] * 0.02, push, self.state[3] * 0.02, -push])
        return self.state, 1.0, self.t >= 15 or bool(self.state[2].abs() > 0.3)


class FrameStack:
    """Hands on the latest n observations as one vector."""

    def __init__(self, env, n=4):
        self.env, self.frames = env, collections.deque(maxlen=n)

    def _stacked(self):
        return torch.cat(list(self.frames))

    def reset(self):
        first = self.env.reset()
        self.frames.extend([first] * self.frames.maxlen)
        return self._stacked()

    def step(self, action):
        obs, reward, done = self.env.step(action)
        self.frames.append(obs)
        return self._stacked(), reward, done


def collect(env, episodes):
    data = []
    for _ in range(episodes):
        obs, done = env.reset(), False
        while not done:
            action = int(torch.rand(1) > 0.5)
            following, reward, done = env.step(action)
            data.append((obs, action, reward, following))
            obs = following
    return data


def evaluate(q, env):
    obs, done, total = env.reset(), False, 0.0
    with torch.no_grad():
        while not done:
            obs, reward, done = env.step(q(obs).argmax().item())
            total += reward
    return total


logged = collect(Cart(), 8)
q = nn.Sequential(nn.Linear(logged[0][0].numel(), 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(q.parameters(), 1e-3)
for begin in range(0, len(logged), 32):
    obs, action, reward, following = zip(*logged[begin:begin + 32])
    values = q(torch.stack(obs)).gather(1, torch.tensor(action).unsqueeze(1)).squeeze(1)
    target = torch.tensor(reward) + 0.99 * q(torch.stack(following)).amax(1).detach()
    loss = nn.functional.smooth_l1_loss(values, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("td", loss.item(), "return", evaluate(q, FrameStack(Cart(seed=1))))
