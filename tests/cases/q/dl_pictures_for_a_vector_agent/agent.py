import math

import torch
from torch import nn


class VanillaQValueNetwork(nn.Module):
    def __init__(self, state_dim, action_dim, hidden_dims=(64, 64)):
        super().__init__()
        dims = [state_dim + action_dim, *hidden_dims]
        layers = []
        for a, b in zip(dims[:-1], dims[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.model = nn.Sequential(*layers, nn.Linear(dims[-1], 1))

    def get_q_values(self, state_batch, action_batch):
        x = torch.cat([state_batch, action_batch], dim=-1)
        return self.model(x).view(-1)


class DeepQLearning:
    def __init__(self, observation_shape, n_actions, gamma=0.99):
        self.n_actions, self.gamma = n_actions, gamma
        self.q = VanillaQValueNetwork(math.prod(observation_shape), n_actions)
        self.optimizer = torch.optim.AdamW(self.q.parameters(), lr=1e-3)

    def learn(self, batch):
        q = self.q.get_q_values(batch["state"], batch["action"])
        with torch.no_grad():
            options = torch.eye(self.n_actions)
            next_q = torch.stack([
                self.q.get_q_values(batch["next_state"], a.expand(len(batch["reward"]), -1)) for a in options
            ])
            target = batch["reward"] + self.gamma * (1 - batch["done"]) * next_q.max(0).values
        loss = nn.functional.mse_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()
