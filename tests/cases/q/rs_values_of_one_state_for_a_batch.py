import random
from collections import deque

import torch
import torch.nn as nn
import torch.nn.functional as F


class GraphAttention(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.w = nn.Linear(cin, cout, bias=False)
        self.a = nn.Linear(2 * cout, 1, bias=False)

    def forward(self, x, adj):
        h = self.w(x)
        n = h.size(-2)
        left, right = h.unsqueeze(-2).expand(*h.shape[:-2], n, n, -1), h.unsqueeze(-3).expand(*h.shape[:-2], n, n, -1)
        e = F.leaky_relu(self.a(torch.cat([left, right], -1)).squeeze(-1), 0.2)
        return e.masked_fill(adj == 0, -1e9).softmax(-1) @ h


class CoLight(nn.Module):
    """Q values of one crossing from its own and its neighbours' queues."""

    def __init__(self, features, actions, hidden=32):
        super().__init__()
        self.gat = GraphAttention(features, hidden)
        self.q = nn.Linear(hidden, actions)

    def forward(self, states, adj):
        h = F.relu(self.gat(states, adj))
        values = self.q(h[..., 0, :])
        return values.mean(0, keepdim=True)


class Crossing:
    def __init__(self, n_neighbours=4, features=6):
        self.shape = (n_neighbours + 1, features)

    def reset(self):
        return torch.rand(self.shape)

    def step(self, action):
        return torch.rand(self.shape), -random.random() * (action + 1)


class DQN:
    def __init__(self, model, adj, actions, batch_size=32, gamma=0.95):
        self.model, self.adj, self.actions, self.batch_size, self.gamma = model, adj, actions, batch_size, gamma
        self.buffer = deque(maxlen=500)
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def act(self, obs, epsilon=0.3):
        if random.random() < epsilon:
            return random.randrange(self.actions)
        with torch.no_grad():
            return self.model(obs.unsqueeze(0), self.adj).argmax(1).item()

    def observe(self, *transition):
        self.buffer.append(transition)
        if len(self.buffer) >= self.batch_size:
            return self.update()

    def update(self):
        obs, actions, rewards, next_obs = zip(*random.sample(self.buffer, self.batch_size))
        obs, next_obs = torch.stack(obs), torch.stack(next_obs)
        actions, rewards = torch.tensor(actions), torch.tensor(rewards)
        q = self.model(obs, self.adj).gather(1, actions.unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            target = rewards + self.gamma * self.model(next_obs, self.adj).max(1).values
        loss = F.smooth_l1_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


random.seed(0)
env, adj = Crossing(), torch.ones(5, 5)
agent = DQN(CoLight(6, 3), adj, actions=3)
obs, losses = env.reset(), []
for _ in range(36):
    action = agent.act(obs)
    after, reward = env.step(action)
    losses.append(agent.observe(obs, action, reward, after))
    obs = after
print([round(x, 4) for x in losses if x is not None])
