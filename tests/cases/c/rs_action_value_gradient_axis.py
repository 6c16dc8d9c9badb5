import copy
import random
from collections import deque, namedtuple

import torch
from torch import nn

Step = namedtuple("Step", "obs action reward next_obs done")


class ReplayBuffer:
    def __init__(self, size):
        self.steps = deque(maxlen=size)

    def store(self, *fields):
        self.steps.append(Step(*fields))

    def sample(self, n):
        batch = Step(*zip(*random.sample(self.steps, n)))
        return (torch.stack(batch.obs), torch.tensor(batch.action), torch.tensor(batch.reward),
                torch.stack(batch.next_obs), torch.tensor(batch.done))


class DQN(nn.Module):
    def __init__(self, in_channels=4, num_actions=6):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 8, 8, stride=4)
        self.conv2 = nn.Conv2d(8, 16, 4, stride=2)
        self.fc = nn.Linear(16 * 4 * 4, 64)
        self.out = nn.Linear(64, num_actions)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        return self.out(torch.relu(self.fc(x.flatten(1))))


def learn(Q, target_Q, buffer, optimizer, batch_size=32, gamma=0.99):
    obs, act, rew, next_obs, done = buffer.sample(batch_size)
    q_s_a = Q(obs).gather(1, act.unsqueeze(1)).squeeze(1)
    next_max = target_Q(next_obs).detach().max(1).values
    bellman_error = rew + gamma * (1 - done) * next_max - q_s_a.detach()
    clipped_error = -bellman_error.clamp(-1, 1)
    optimizer.zero_grad()
    q_s_a.backward(clipped_error.unsqueeze(1))
    optimizer.step()
    return bellman_error.abs().mean().item()


Q = DQN()
target_Q = copy.deepcopy(Q)
optimizer = torch.optim.RMSprop(Q.parameters(), lr=2.5e-4)
buffer = ReplayBuffer(100)
screen = torch.rand(4, 44, 44)
for t in range(80):
    action = random.randrange(6) if random.random() < 0.9 else Q(screen[None]).argmax().item()
    following = torch.cat([screen[1:], torch.rand(1, 44, 44)])
    buffer.store(screen, action, float(action == 2), following, float(t % 20 == 19))
    screen = following
    if t >= 40 and t % 10 == 0:
        print(t, learn(Q, target_Q, buffer, optimizer))
