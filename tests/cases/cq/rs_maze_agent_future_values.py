import random
from collections import deque, namedtuple

import torch
from torch import nn
import torch.nn.functional as F

Transition = namedtuple("Transition", "state action reward next_state")
BATCH_SIZE, GAMMA, N_ACTIONS = 32, 0.99, 4


class ReplayMemory:
    def __init__(self, capacity=500):
        self.memory = deque(maxlen=capacity)

    def put(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, n):
        return Transition(*zip(*random.sample(self.memory, n)))


class DQN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Flatten())
        self.affine = nn.Linear(8 * 8 * 8, N_ACTIONS)

    def forward(self, x):
        return self.affine(self.conv(x))


class Agent:
    def __init__(self):
        self.dqn, self.target = DQN(), DQN()
        self.target.load_state_dict(self.dqn.state_dict())
        self.optimizer = torch.optim.RMSprop(self.dqn.parameters(), lr=1e-4)
        self.replay = ReplayMemory()

    def optimize(self):
        batch = self.replay.sample(BATCH_SIZE)
        non_final_mask = torch.tensor([s is not None for s in batch.next_state])
        next_states = torch.cat([s for s in batch.next_state if s is not None])
        state_batch = torch.cat(batch.state)
        action_batch = torch.cat(batch.action)
        reward_batch = torch.cat(batch.reward)

        q_values = self.dqn(state_batch).gather(1, action_batch)
        target_pred = self.target(next_states).detach()
        target_values = reward_batch.clone()
        target_values[non_final_mask] = reward_batch[non_final_mask] + target_pred.max(1)[0] * GAMMA
        loss = F.smooth_l1_loss(q_values, target_values)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


random.seed(1)
torch.manual_seed(1)
agent = Agent()
state = torch.rand(1, 1, 8, 8)
for step in range(120):
    action = torch.randint(0, N_ACTIONS, (1, 1))
    next_state = None if step % 15 == 14 else torch.rand(1, 1, 8, 8)
    agent.replay.put(state, action, torch.tensor([[float(step % 3 == 0)]]), next_state)
    state = torch.rand(1, 1, 8, 8) if next_state is None else next_state
for k in range(3):
    print(k, agent.optimize())
