import random

import numpy as np
import torch
from torch import nn


class Corridor:
    """Walk right to the goal; the observation is four stacked one-hot rows."""

    n_actions, length = 3, 12

    def reset(self):
        self.pos, self.t = 0, 0
        return self._obs()

    def _obs(self):
        row = np.zeros(self.length, dtype=np.float32)
        row[self.pos] = 1
        return np.stack([row] * 4)

    def step(self, action):
        self.pos = int(np.clip(self.pos + (action - 1), 0, self.length - 1))
        self.t += 1
        done = self.pos == self.length - 1 or self.t >= 30
        return self._obs(), float(self.pos == self.length - 1), done


class ReplayBuffer:
    def __init__(self, size):
        self.size, self.data = size, []

    def store(self, *transition):
        self.data.append(transition)
        self.data = self.data[-self.size:]

    def sample(self, n):
        obs, act, rew, nxt, done = zip(*random.sample(self.data, n))
        return (torch.from_numpy(np.stack(obs)), torch.tensor(act), torch.tensor(rew),
                torch.from_numpy(np.stack(nxt)), torch.tensor(done, dtype=torch.float32))


class QNet(nn.Module):
    def __init__(self, n_actions):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(4, 8, 3, padding=1), nn.ReLU())
        self.fc = nn.Linear(8 * Corridor.length, n_actions)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


def bellman_error(Q, Q_target, batch, gamma):
    obs, act, rew, nxt, done = batch
    q_s_a = Q(obs).gather(1, act.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        best = Q_target(nxt).max(1).values
        target = rew + gamma * best * (1 - done)
        error = target - q_s_a
        clipped_error = -1.0 * error.clamp(-1, 1)
    return q_s_a, clipped_error.unsqueeze(1)


def dqn_learning(steps=120, batch_size=32, learning_starts=50, target_freq=20):
    env, memory = Corridor(), ReplayBuffer(500)
    Q, Q_target = QNet(env.n_actions), QNet(env.n_actions)
    Q_target.load_state_dict(Q.state_dict())
    optimizer = torch.optim.RMSprop(Q.parameters(), lr=1e-3)
    obs = env.reset()
    for t in range(steps):
        if random.random() < max(0.1, 1 - t / 100):
            action = random.randrange(env.n_actions)
        else:
            action = int(Q(torch.from_numpy(obs)[None]).argmax())
        nxt, reward, done = env.step(action)
        memory.store(obs, action, reward, nxt, done)
        obs = env.reset() if done else nxt
        if t > learning_starts:
            q_s_a, grad = bellman_error(Q, Q_target, memory.sample(batch_size), gamma=0.99)
            optimizer.zero_grad()
            q_s_a.backward(grad)
            optimizer.step()
            if t % target_freq == 0:
                Q_target.load_state_dict(Q.state_dict())
    return grad.abs().mean().item()


random.seed(0)
torch.manual_seed(0)
print("mean clipped error", dqn_learning())
