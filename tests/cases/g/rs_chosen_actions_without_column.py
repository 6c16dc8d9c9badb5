import random
from collections import deque, namedtuple

import torch
import torch.nn as nn

Transition = namedtuple("Transition", "state action reward next_state done")


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque(maxlen=capacity)

    def push(self, *parts):
        self.memory.append(Transition(*parts))

    def sample(self, batch_size):
        return Transition(*zip(*random.sample(self.memory, batch_size)))


class QNetwork(nn.Module):
    def __init__(self, observations=4, actions=3):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(observations, 48), nn.ReLU(), nn.Linear(48, actions))

    def forward(self, state):
        return self.net(state)


def fill(memory, steps=80):
    """A walk that needs no simulator: the state drifts, the action is random."""
    state = torch.randn(4)
    for _ in range(steps):
        action = random.randrange(3)
        following = state + 0.1 * torch.randn(4)
        memory.push(state, action, float(following[0] > 0), following, random.random() < 0.05)
        state = following


def learn(policy, target, memory, optimizer, batch_size=16, gamma=0.99):
    batch = memory.sample(batch_size)
    states = torch.stack(batch.state)
    following = torch.stack(batch.next_state)
    actions = torch.tensor(batch.action)
    rewards = torch.tensor(batch.reward)
    going_on = 1.0 - torch.tensor(batch.done).float()
    q = policy(states).gather(1, actions)
    with torch.no_grad():
        best = target(following).max(1).values
    expected = rewards + gamma * best * going_on
    loss = nn.functional.smooth_l1_loss(q, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


random.seed(0)
torch.manual_seed(0)
memory = ReplayMemory(200)
fill(memory)
policy, target = QNetwork(), QNetwork()
target.load_state_dict(policy.state_dict())
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)
for step in range(3):
    print(step, learn(policy, target, memory, optimizer))
