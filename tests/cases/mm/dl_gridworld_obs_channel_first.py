import random
from collections import deque

import numpy as np
import torch
import torch.nn.functional as F

# GridWorld: picture (64, 84, 3) and a goal, goal-plus or goal-ex
state_size = [3 * 2, 64, 84]
action_size = 4
batch_size = 8
mem_maxlen = 200
discount_factor = 0.9
learning_rate = 0.00025

VISUAL_OBS = 0
GOAL_OBS = 1
OBS = VISUAL_OBS

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)


class UnityGridWorld:
    """stands in for the build of the newer ml-agents release"""

    def get_steps(self):
        visual = np.random.rand(1, 3, 64, 84).astype(np.float32)
        goal = np.eye(2, dtype=np.float32)[np.random.randint(2)][None]
        return [visual, goal]

    def step(self, action):
        reward, done = np.random.choice([-0.01, 1.0]), np.random.rand() < 0.1
        return self.get_steps(), reward, done


def make_state(obs):
    visual, goal = obs[OBS], obs[GOAL_OBS]
    plus = visual * goal[0][0]
    ex = visual * goal[0][1]
    return np.concatenate((plus, ex), axis=-1)


class DQN(torch.nn.Module):
    def __init__(self, **kwargs):
        super(DQN, self).__init__(**kwargs)
        self.conv1 = torch.nn.Conv2d(in_channels=state_size[0], out_channels=32, kernel_size=8, stride=4)
        dim1 = ((state_size[1] - 8) // 4 + 1, (state_size[2] - 8) // 4 + 1)
        self.conv2 = torch.nn.Conv2d(in_channels=32, out_channels=64, kernel_size=4, stride=2)
        dim2 = ((dim1[0] - 4) // 2 + 1, (dim1[1] - 4) // 2 + 1)
        self.flat = torch.nn.Flatten()
        self.fc1 = torch.nn.Linear(64 * dim2[0] * dim2[1], 128)
        self.q = torch.nn.Linear(128, action_size)

    def forward(self, x):
        x = x.permute(0, 3, 1, 2)
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = self.flat(x)
        x = F.relu(self.fc1(x))
        return self.q(x)


class DQNAgent:
    def __init__(self):
        self.network = DQN()
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=learning_rate)
        self.memory = deque(maxlen=mem_maxlen)

    def train_model(self):
        batch = random.sample(self.memory, batch_size)
        state = torch.FloatTensor(np.concatenate([b[0] for b in batch]))
        action = torch.LongTensor([b[1] for b in batch])
        reward = torch.FloatTensor([b[2] for b in batch])
        next_state = torch.FloatTensor(np.concatenate([b[3] for b in batch]))
        done = torch.FloatTensor([b[4] for b in batch])

        q = (self.network(state) * torch.eye(action_size)[action]).sum(1)
        with torch.no_grad():
            target_q = reward + self.network(next_state).max(1).values * discount_factor * (1 - done)
        loss = F.smooth_l1_loss(q, target_q)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


env, agent = UnityGridWorld(), DQNAgent()
state = make_state(env.get_steps())
for step in range(20):
    action = np.random.randint(action_size)
    obs, reward, done = env.step(action)
    next_state = make_state(obs)
    agent.memory.append((state, action, reward, next_state, float(done)))
    state = next_state
    if len(agent.memory) >= batch_size:
        print(step, agent.train_model())
