import copy
import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

rng = np.random.default_rng(2)
random.seed(2)


class PoleEnv:
    """Four numbers describe the state, two actions push left or right."""

    state_dim, action_dim = 4, 2

    def reset(self):
        self.t, self.state = 0, rng.normal(0, 0.05, 4).astype(np.float32)
        return self.state

    def step(self, action):
        self.t += 1
        push = 0.1 if action == 1 else -0.1
        self.state = (0.98 * self.state + push + rng.normal(0, 0.02, 4)).astype(np.float32)
        done = bool(abs(self.state[2]) > 0.4) or self.t >= 50
        return self.state, 1.0, done


class DuelingNet(nn.Module):
    def __init__(self, state_dim, action_dim, hidden=64):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(state_dim, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.fc_value = nn.Linear(hidden, 1)
        self.fc_advantage = nn.Linear(hidden, action_dim)

    def forward(self, x):
        phi = self.body(x)
        value = self.fc_value(phi)
        advantage = self.fc_advantage(phi)
        mean = advantage.mean(1)
        q = value.expand_as(advantage) + (advantage - mean.expand_as(advantage))
        return q


class DQNAgent:
    def __init__(self, env, batch_size=10, discount=0.99):
        self.env, self.batch_size, self.discount = env, batch_size, discount
        self.network = DuelingNet(env.state_dim, env.action_dim)
        self.target_network = copy.deepcopy(self.network)
        self.optimizer = torch.optim.RMSprop(self.network.parameters(), 0.001)
        self.replay = deque(maxlen=1000)

    def learn(self):
        states, actions, rewards, next_states, terminals = map(
            lambda v: torch.tensor(np.array(v)), zip(*random.sample(self.replay, self.batch_size)))
        with torch.no_grad():
            q_next = self.target_network(next_states).max(1).values
        target = rewards.float() + self.discount * q_next * (1 - terminals.float())
        q = self.network(states).gather(1, actions[:, None]).squeeze(1)
        loss = F.mse_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def episode(self):
        state, total, done = self.env.reset(), 0.0, False
        while not done:
            with torch.no_grad():
                q = self.network(torch.from_numpy(state).unsqueeze(0))
            action = random.randrange(2) if random.random() < 0.1 else int(q.argmax())
            next_state, reward, done = self.env.step(action)
            self.replay.append((state, action, reward, next_state, done))
            if len(self.replay) >= 50:
                self.learn()
            state, total = next_state, total + reward
        return total


agent = DQNAgent(PoleEnv())
for ep in range(20):
    reward = agent.episode()
    agent.target_network.load_state_dict(agent.network.state_dict())
print("last reward", reward)
