import os
import tempfile

import numpy as np
import torch
import torch.nn as nn

BARS_COUNT = 50


class StocksEnv:
    """Prices as (fields, bars): high, low, close and two rows for the position."""

    def __init__(self, bars_count, seed=0):
        self.bars = bars_count
        self.prices = np.random.default_rng(seed).normal(size=(3, 400)).astype(np.float32)
        self.offset = bars_count

    @property
    def shape(self):
        return (5, self.bars)

    def reset(self):
        self.offset = self.bars
        return self.encode()

    def encode(self):
        res = np.zeros(self.shape, dtype=np.float32)
        res[:3] = self.prices[:, self.offset - self.bars:self.offset]
        return res

    def step(self, action):
        self.offset += 1
        return self.encode(), float(self.prices[2, self.offset]), self.offset > 120


class DQNConv1D(nn.Module):
    def __init__(self, shape, actions_n):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(shape[0], 32, 5),
            nn.ReLU(),
            nn.Conv1d(32, 32, 5),
            nn.ReLU(),
        )
        out_size = self._get_conv_out(shape)
        self.fc_val = nn.Sequential(nn.Linear(out_size, 64), nn.ReLU(), nn.Linear(64, 1))
        self.fc_adv = nn.Sequential(nn.Linear(out_size, 64), nn.ReLU(), nn.Linear(64, actions_n))

    def _get_conv_out(self, shape):
        return int(np.prod(self.conv(torch.zeros(1, *shape)).size()))

    def forward(self, x):
        conv_out = self.conv(x).view(x.size()[0], -1)
        val, adv = self.fc_val(conv_out), self.fc_adv(conv_out)
        return val + adv - adv.mean(dim=1, keepdim=True)


def train(path):
    env = StocksEnv(BARS_COUNT)
    net = DQNConv1D(env.shape, 3)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    for _ in range(5):
        loss = net(torch.from_numpy(env.reset())[None]).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(net.state_dict(), path)


def run_model(path, bars=10):
    env = StocksEnv(bars, seed=1)
    net = DQNConv1D(env.shape, 3)
    net.load_state_dict(torch.load(path, map_location=lambda storage, loc: storage))
    obs, total, done = env.reset(), 0.0, False
    while not done:
        action = int(net(torch.from_numpy(obs)[None]).argmax())
        obs, reward, done = env.step(action)
        total += reward * (action - 1)
    print("total reward", total)


with tempfile.TemporaryDirectory() as saves:
    model_file = os.path.join(saves, "mean_val-0.824.data")
    train(model_file)
    run_model(model_file)
