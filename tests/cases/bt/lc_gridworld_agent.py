import random
from collections import deque

import numpy as np
import torch as th
from torch import nn

TILE = 1


class EmptyRoom:
    """16x16 grid, the agent walks to the goal in the corner; observations are (3, H, W) bytes."""

    MOVES = [(0, 1), (1, 0), (0, -1), (-1, 0)]

    def __init__(self, size=16, tile=TILE, max_steps=40):
        self.size, self.tile, self.max_steps = size, tile, max_steps
        self.n_actions = len(self.MOVES)
        self.observation_shape = (3, size * tile, size * tile)

    def _observe(self):
        grid = np.zeros((3, self.size, self.size), dtype=np.uint8)
        grid[0, [0, -1], :] = grid[0, :, 0] = grid[0, :, -1] = 255
        grid[1, self.size - 2, self.size - 2] = 255
        grid[2, self.pos[0], self.pos[1]] = 255
        return np.kron(grid, np.ones((1, self.tile, self.tile), dtype=np.uint8))

    def reset(self):
        self.pos, self.t = [1, 1], 0
        return self._observe()

    def step(self, action):
        self.t += 1
        dy, dx = self.MOVES[action]
        self.pos = [min(max(self.pos[0] + dy, 1), self.size - 2), min(max(self.pos[1] + dx, 1), self.size - 2)]
        goal = self.pos == [self.size - 2, self.size - 2]
        return self._observe(), float(goal), goal or self.t >= self.max_steps


class NatureCNN(nn.Module):
    def __init__(self, observation_shape, features_dim=128):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(observation_shape[0], 32, kernel_size=8, stride=4),
            nn.ReLU(),
            nn.Conv2d(32, 64, kernel_size=4, stride=2),
            nn.ReLU(),
            nn.Conv2d(64, 64, kernel_size=3, stride=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        with th.no_grad():
            n_flatten = self.cnn(th.zeros(1, *observation_shape)).shape[1]
        self.linear = nn.Sequential(nn.Linear(n_flatten, features_dim), nn.ReLU())

    def forward(self, obs):
        return self.linear(self.cnn(obs.float() / 255))


class DQN:
    def __init__(self, env, gamma=0.98, lr=1e-3, batch_size=16):
        self.env, self.gamma, self.batch_size = env, gamma, batch_size
        self.q_net = self._make_q_net()
        self.target = self._make_q_net()
        self.target.load_state_dict(self.q_net.state_dict())
        self.optimizer = th.optim.Adam(self.q_net.parameters(), lr=lr)
        self.buffer = deque(maxlen=500)

    def _make_q_net(self):
        return nn.Sequential(NatureCNN(self.env.observation_shape), nn.Linear(128, self.env.n_actions))

    def act(self, obs, eps):
        if random.random() < eps:
            return random.randrange(self.env.n_actions)
        with th.no_grad():
            return self.q_net(th.as_tensor(obs)[None]).argmax(1).item()

    def update(self):
        batch = random.sample(self.buffer, self.batch_size)
        obs, act, rew, nxt, done = (th.as_tensor(np.array(x)) for x in zip(*batch))
        q = self.q_net(obs).gather(1, act[:, None]).squeeze(1)
        with th.no_grad():
            goal = rew.float() + self.gamma * (1 - done.float()) * self.target(nxt).max(1).values
        loss = nn.functional.smooth_l1_loss(q, goal)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def learn(self, total_timesteps):
        obs = self.env.reset()
        for t in range(total_timesteps):
            a = self.act(obs, eps=max(0.1, 1 - t / 50))
            nxt, r, done = self.env.step(a)
            self.buffer.append((obs, a, r, nxt, done))
            obs = self.env.reset() if done else nxt
            if len(self.buffer) >= 40 and t % 4 == 0:
                loss = self.update()
        print("last td loss", round(loss, 5))


if __name__ == "__main__":
    random.seed(0)
    th.manual_seed(0)
    DQN(EmptyRoom()).learn(80)
