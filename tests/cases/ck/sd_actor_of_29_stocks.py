import os
import tempfile

import numpy as np
import torch
from torch import nn

TICKERS = ["AXP", "AMGN", "AAPL", "BA", "CAT", "CSCO", "CVX", "GS", "HD", "HON", "IBM", "INTC", "JNJ", "KO", "JPM", "MCD",
           "MMM", "MRK", "MSFT", "NKE", "PG", "TRV", "UNH", "CRM", "VZ", "V", "WBA", "WMT", "DIS", "DOW"]
TECH_INDICATORS = 8
FIRST_TRADED = {"DOW": 1400}


def download(ticker, start, end):
    days = np.arange(max(start, FIRST_TRADED.get(ticker, 0)), end)
    rng = np.random.default_rng(sum(map(ord, ticker)))
    prices = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, end)))
    return prices[days]


class StockEnv:
    def __init__(self, tickers, start, end):
        frames = {t: download(t, start, end) for t in tickers}
        self.tickers = [t for t, f in frames.items() if len(f) == end - start]
        self.price_ary = np.stack([frames[t] for t in self.tickers], axis=1)
        self.action_dim = len(self.tickers)
        self.state_dim = 3 + (2 + TECH_INDICATORS) * self.action_dim

    def reset(self):
        self.day, self.stocks = 0, np.zeros(self.action_dim)
        return self.state()

    def state(self):
        tech = np.stack([self.price_ary[max(0, self.day - k)] for k in range(TECH_INDICATORS)]).ravel()
        return torch.tensor(np.concatenate([np.ones(3), self.price_ary[self.day], self.stocks, tech]) / 128).float()

    def step(self, action):
        before = self.price_ary[self.day] @ self.stocks
        self.day += 1
        reward = self.price_ary[self.day] @ self.stocks - before
        self.stocks = np.maximum(self.stocks + action, 0)
        return self.state(), reward, self.day == len(self.price_ary) - 1


class ActorPPO(nn.Module):
    def __init__(self, mid_dim, state_dim, action_dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(state_dim, mid_dim), nn.ReLU(), nn.Linear(mid_dim, action_dim))
        self.a_std_log = nn.Parameter(torch.zeros(1, action_dim) - 0.5)

    def forward(self, state):
        return self.net(state).tanh()


def train(env, cwd, steps=40):
    act = ActorPPO(64, env.state_dim, env.action_dim)
    optim = torch.optim.Adam(act.parameters(), lr=1e-4)
    state = env.reset()
    for _ in range(steps):
        mean = act(state)
        dist = torch.distributions.Normal(mean, act.a_std_log.exp())
        action = dist.sample()
        state, reward, _ = env.step(action[0].numpy())
        loss = -dist.log_prob(action).sum() * float(np.sign(reward))
        optim.zero_grad()
        loss.backward()
        optim.step()
    torch.save(act.state_dict(), os.path.join(cwd, "actor.pth"))


def predict(env, cwd):
    act = ActorPPO(64, env.state_dim, env.action_dim)
    act.load_state_dict(torch.load(os.path.join(cwd, "actor.pth")))
    state, done, total = env.reset(), False, 0.0
    while not done:
        state, reward, done = env.step(act(state).detach().numpy())
        total += reward
    return total


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as cwd:
    train_env = StockEnv(TICKERS, start=1000, end=1500)
    train(train_env, cwd)
    trade_env = StockEnv(TICKERS, start=1500, end=1600)
    print("profit", predict(trade_env, cwd))
