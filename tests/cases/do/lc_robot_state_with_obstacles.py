import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

network_input = 363
network_output = 2
hidden_layer = 256
k_obstacles = 8
rng = np.random.RandomState(7)


class Actor(nn.Module):
    def __init__(self, state_size, action_size):
        super().__init__()
        self.linear1 = nn.Linear(state_size, hidden_layer)
        self.linear2 = nn.Linear(hidden_layer, action_size)

    def forward(self, state):
        return torch.tanh(self.linear2(F.relu(self.linear1(state))))


class Critic(nn.Module):
    def __init__(self, state_size, action_size):
        super().__init__()
        self.linear1 = nn.Linear(state_size + action_size, hidden_layer)
        self.linear2 = nn.Linear(hidden_layer, 1)

    def forward(self, state, action):
        return self.linear2(F.relu(self.linear1(torch.cat([state, action], 1))))


def get_state():
    scan = rng.uniform(0.1, 3.5, 359)
    goal = rng.uniform(-1, 1, 2)     # distance, heading
    pose = rng.uniform(-1, 1, 3)     # x, y, theta
    speed = rng.uniform(-0.2, 0.2, 2)
    people = rng.uniform(-1, 1, (k_obstacles, 4))
    return np.concatenate([scan, goal, pose, speed, people.ravel()])


actor, critic = Actor(network_input, network_output), Critic(network_input, network_output)
optimizer = torch.optim.Adam(actor.parameters(), lr=3e-4)
for step in range(3):
    state = torch.FloatTensor(np.stack([get_state() for _ in range(16)]))
    actor_loss = -critic(state, actor(state)).mean()
    optimizer.zero_grad()
    actor_loss.backward()
    optimizer.step()
    print(step, actor_loss.item())
