import copy

import torch
import torch.nn.functional as F
from torch import nn

FRAME, BATCH = 10, 25


class Actor(nn.Module):
    def __init__(self, input_dim, action_dim, hidden_size):
        super().__init__()
        self.linear1 = nn.Linear(input_dim, hidden_size)
        self.linear2 = nn.Linear(hidden_size, action_dim)

    def forward(self, state):
        return torch.tanh(self.linear2(F.relu(self.linear1(state))))


class Critic(nn.Module):
    def __init__(self, input_dim, action_dim, hidden_size):
        super().__init__()
        self.linear1 = nn.Linear(input_dim + action_dim, hidden_size)
        self.linear2 = nn.Linear(hidden_size, 1)

    def forward(self, state, action):
        x = torch.cat([state, action], 1)
        return self.linear2(F.relu(self.linear1(x)))


# article vectors and the reading logs of our own site
article_vectors = torch.randn(400, 100)
logs = torch.randint(0, 400, (BATCH, FRAME + 2))
ratings = torch.randint(-5, 6, (BATCH, FRAME + 2)).float()


def frame(start):
    items = article_vectors[logs[:, start:start + FRAME]].flatten(1)
    return torch.cat([items, ratings[:, start:start + FRAME]], dim=1)


batch = {
    "state": frame(0),
    "action": article_vectors[logs[:, FRAME]],
    "reward": ratings[:, FRAME:FRAME + 1],
    "next_state": frame(1),
}

value_net = Critic(1290, 128, 256)
policy_net = Actor(1290, 128, 256)
target_value_net = copy.deepcopy(value_net).eval()
target_policy_net = copy.deepcopy(policy_net).eval()
value_optimizer = torch.optim.Adam(value_net.parameters(), lr=1e-5)
policy_optimizer = torch.optim.Adam(policy_net.parameters(), lr=1e-5)


def ddpg_update(batch, gamma=0.99):
    with torch.no_grad():
        next_action = target_policy_net(batch["next_state"])
        target = batch["reward"] + gamma * target_value_net(batch["next_state"], next_action)
    value_loss = F.mse_loss(value_net(batch["state"], batch["action"]), target)
    value_optimizer.zero_grad()
    value_loss.backward()
    value_optimizer.step()
    policy_loss = -value_net(batch["state"], policy_net(batch["state"])).mean()
    policy_optimizer.zero_grad()
    policy_loss.backward()
    policy_optimizer.step()
    return value_loss.item(), policy_loss.item()


for step in range(2):
    print(step, ddpg_update(batch))
