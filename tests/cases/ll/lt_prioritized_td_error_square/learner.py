import copy

import torch
from torch import nn


class QNetwork(nn.Module):
    def __init__(self, n_obs, n_actions, hidden=64):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(n_obs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.value = nn.Linear(hidden, 1)
        self.advantage = nn.Linear(hidden, n_actions)

    def forward(self, obs):
        h = self.trunk(obs)
        adv = self.advantage(h)
        return self.value(h) + adv - adv.mean(dim=1, keepdim=True)


class DoubleDQN:
    def __init__(self, n_obs, n_actions, gamma=0.99, lr=1e-3):
        self.online = QNetwork(n_obs, n_actions)
        self.target = copy.deepcopy(self.online)
        self.gamma = gamma
        self.optimizer = torch.optim.Adam(self.online.parameters(), lr=lr)

    @torch.no_grad()
    def act(self, obs, epsilon):
        if torch.rand(()) < epsilon:
            return int(torch.randint(0, self.online.advantage.out_features, ()))
        return int(self.online(torch.as_tensor(obs)[None]).argmax())

    @torch.no_grad()
    def bootstrap(self, rewards, next_obs, dones):
        best = self.online(next_obs).argmax(dim=1, keepdim=True)
        next_q = self.target(next_obs).gather(1, best).squeeze(1)
        return rewards + self.gamma * (1 - dones) * next_q

    def learn(self, memory, batch_size):
        indices, weights, (obs, actions, rewards, next_obs, dones) = memory.sample(batch_size)
        q = self.online(obs).gather(1, actions.unsqueeze(1))
        td_error = q - self.bootstrap(rewards, next_obs, dones)
        loss = (weights * td_error.pow(2)).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        memory.update_priorities(indices, td_error.detach().abs().numpy())
        return loss.item()
