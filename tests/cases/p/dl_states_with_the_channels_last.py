import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn


class Breakout:
    """Observations as the simulator draws them."""

    observation_shape = (84, 64, 3)
    n_actions = 4

    def reset(self):
        self.t = 0
        return self._draw()

    def _draw(self):
        return np.random.randint(0, 256, self.observation_shape, dtype=np.uint8)

    def step(self, action):
        self.t += 1
        return self._draw(), float(action == 2), self.t % 25 == 0, {}


class ReplayBuffer:
    def __init__(self, capacity):
        self.buffer = deque(maxlen=capacity)

    def push(self, state, action, reward, next_state, done):
        self.buffer.append((state, action, reward, next_state, done))

    def sample(self, batch_size):
        state, action, reward, next_state, done = zip(*random.sample(self.buffer, batch_size))
        return np.stack(state), action, reward, np.stack(next_state), done

    def __len__(self):
        return len(self.buffer)


class CnnDQN(nn.Module):
    def __init__(self, input_shape, num_actions):
        super().__init__()
        self.input_shape = input_shape
        self.num_actions = num_actions
        self.features = nn.Sequential(
            nn.Conv2d(input_shape[0], 16, kernel_size=8, stride=4), nn.ReLU(),
            nn.Conv2d(16, 32, kernel_size=4, stride=2), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Linear(self.feature_size(), 64), nn.ReLU(), nn.Linear(64, num_actions))

    def forward(self, x):
        x = self.features(x)
        return self.fc(x.reshape(x.size(0), -1))

    def feature_size(self):
        return self.features(torch.zeros(1, *self.input_shape)).reshape(1, -1).size(1)

    def act(self, state, epsilon):
        if random.random() < epsilon:
            return random.randrange(self.num_actions)
        with torch.no_grad():
            q_value = self(torch.FloatTensor(np.float32(state)).unsqueeze(0))
        return int(q_value.argmax(1))


def compute_td_loss(model, optimizer, batch, gamma=0.99):
    state, action, reward, next_state, done = batch
    q = model(torch.FloatTensor(np.float32(state))).gather(1, torch.tensor(action).unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        next_q = model(torch.FloatTensor(np.float32(next_state))).amax(1)
    expected = torch.tensor(reward) + gamma * next_q * (1 - torch.tensor(done).float())
    loss = (q - expected).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


env = Breakout()
model = CnnDQN(env.observation_shape, env.n_actions)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
replay_buffer = ReplayBuffer(100)
state = env.reset()
for frame in range(60):
    action = model.act(state, epsilon=max(0.1, 1 - frame / 40))
    next_state, reward, done, _ = env.step(action)
    replay_buffer.push(state, action, reward, next_state, done)
    state = env.reset() if done else next_state
    if len(replay_buffer) > 32:
        loss = compute_td_loss(model, optimizer, replay_buffer.sample(16))
print(loss)
