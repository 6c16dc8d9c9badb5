import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Policy(nn.Module):
    def __init__(self, obs_dim, act_dim, hidden=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(obs_dim, hidden), nn.Tanh(), nn.Linear(hidden, act_dim), nn.Tanh())

    def forward(self, obs):
        return self.net(obs)


def clone(observations, actions, epochs=2):
    policy = Policy(observations.shape[1], actions.shape[1])
    optimizer = torch.optim.Adam(policy.parameters(), 1e-3)
    for _ in range(epochs):
        for obs, act in DataLoader(TensorDataset(observations, actions), batch_size=32, shuffle=True):
            loss = nn.functional.mse_loss(policy(obs), act)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("cloning", loss.item())
    return policy


@torch.no_grad()
def rollout(policy, env):
    obs, total, done = env.reset(), 0.0, False
    while not done:
        obs, reward, done = env.step(policy(obs.unsqueeze(0))[0])
        total += reward
    return total
