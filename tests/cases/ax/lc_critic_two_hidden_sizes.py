import copy

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def init_layer_uniform(layer, init_w=3e-3):
    layer.weight.data.uniform_(-init_w, init_w)
    layer.bias.data.uniform_(-init_w, init_w)
    return layer


class Actor(nn.Module):
    def __init__(self, in_dim, out_dim, hidden_dim=64):
        super().__init__()
        self.hidden = nn.Linear(in_dim, hidden_dim)
        self.mu_layer = init_layer_uniform(nn.Linear(hidden_dim, out_dim))
        self.log_std_layer = init_layer_uniform(nn.Linear(hidden_dim, out_dim))

    def forward(self, state):
        x = F.relu(self.hidden(state))
        z = self.mu_layer(x) + self.log_std_layer(x).exp() * torch.randn(len(x), self.mu_layer.out_features)
        return torch.tanh(z)


class CriticQ(nn.Module):
    def __init__(self, in_dim, hidden_dim1=128, hidden_dim2=128):
        super().__init__()
        self.hidden1 = nn.Linear(in_dim, hidden_dim1)
        self.hidden2 = nn.Linear(hidden_dim1, hidden_dim2)
        self.out = nn.Linear(hidden_dim1, 1)
        self.out = init_layer_uniform(self.out)

    def forward(self, state, action):
        x = torch.cat((state, action), dim=-1)
        x = F.relu(self.hidden1(x))
        x = F.relu(self.hidden2(x))
        return self.out(x)


class ReplayBuffer:
    def __init__(self, obs_dim, act_dim, size=200, seed=0):
        rng = np.random.default_rng(seed)
        self.rng = rng
        self.obs = rng.normal(size=(size, obs_dim)).astype(np.float32)
        self.next_obs = self.obs + 0.1 * rng.normal(size=(size, obs_dim)).astype(np.float32)
        self.acts = rng.uniform(-1, 1, (size, act_dim)).astype(np.float32)
        self.rews = rng.normal(size=(size, 1)).astype(np.float32)

    def sample_batch(self, n=32):
        idx = self.rng.integers(0, len(self.obs), n)
        return [torch.from_numpy(a[idx]) for a in (self.obs, self.acts, self.rews, self.next_obs)]


obs_dim, action_dim, gamma = 24, 4, 0.99
memory = ReplayBuffer(obs_dim, action_dim)
actor = Actor(obs_dim, action_dim)
qf_1 = CriticQ(obs_dim + action_dim, hidden_dim1=256, hidden_dim2=128)
qf_1_target = copy.deepcopy(qf_1)
qf_1_optimizer = torch.optim.Adam(qf_1.parameters(), lr=3e-4)
for step in range(3):
    state, action, reward, next_state = memory.sample_batch()
    with torch.no_grad():
        q_target = reward + gamma * qf_1_target(next_state, actor(next_state))
    qf_1_loss = F.mse_loss(qf_1(state, action), q_target)
    qf_1_optimizer.zero_grad()
    qf_1_loss.backward()
    qf_1_optimizer.step()
    print(step, qf_1_loss.item())
