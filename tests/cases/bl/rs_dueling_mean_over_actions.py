import random
from collections import deque

import numpy as np
import torch
from torch import nn

random.seed(0)


class DuelingFCNet(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.fc1 = nn.Linear(dims[0], dims[1])
        self.fc2 = nn.Linear(dims[1], dims[2])
        self.fc_value = nn.Linear(dims[2], 1)
        self.fc_advantage = nn.Linear(dims[2], dims[3])

    def forward(self, x):
        phi = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        value = self.fc_value(phi)
        advantage = self.fc_advantage(phi)
        q = value.expand_as(advantage) + (advantage - advantage.mean(1).expand_as(advantage))
        return q


class CartPole:
    def reset(self):
        self.t = 0
        return np.random.uniform(-0.05, 0.05, 4).astype(np.float32)

    def step(self, action):
        self.t += 1
        state = np.random.uniform(-1, 1, 4).astype(np.float32)
        return state, 1.0, self.t >= 15


class DQNAgent:
    def __init__(self, batch_size=10, discount=0.99):
        self.net, self.target = DuelingFCNet([4, 50, 64, 2]), DuelingFCNet([4, 50, 64, 2])
        self.target.load_state_dict(self.net.state_dict())
        self.optimizer = torch.optim.RMSprop(self.net.parameters(), 1e-3)
        self.replay, self.batch_size, self.discount = deque(maxlen=1000), batch_size, discount

    def act(self, state, epsilon=0.1):
        if random.random() < epsilon:
            return random.randrange(2)
        with torch.no_grad():
            return self.net(torch.from_numpy(state).unsqueeze(0)).argmax(1).item()

    def learn(self):
        s, a, r, s2, done = zip(*random.sample(self.replay, self.batch_size))
        with torch.no_grad():
            q_next = self.target(torch.tensor(np.array(s2))).max(1)[0]
        target = torch.tensor(r) + self.discount * q_next * (1 - torch.tensor(done, dtype=torch.float))
        q = self.net(torch.tensor(np.array(s))).gather(1, torch.tensor(a).unsqueeze(1)).squeeze(1)
        loss = 0.5 * (q - target).pow(2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


env, agent = CartPole(), DQNAgent()
for episode in range(3):
    state, done, loss = env.reset(), False, None
    while not done:
        action = agent.act(state)
        next_state, reward, done = env.step(action)
        agent.replay.append((state, action, reward, next_state, done))
        state = next_state
        if len(agent.replay) > agent.batch_size:
            loss = agent.learn()
    print("episode", episode, "loss", loss)
