import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

FEATURES = ("return", "range", "volume")


def make_ohlcv(minutes=2000, seed=5):
    """One-minute bars (open, high, low, close, volume) of a made-up coin."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 1e-3, minutes)))
    open_ = np.concatenate([[100.0], close[:-1]])
    spread = np.abs(rng.normal(0, 0.05, minutes))
    return np.stack([open_, np.maximum(open_, close) + spread, np.minimum(open_, close) - spread, close,
                     rng.gamma(2.0, 10.0, minutes)], axis=1)


def resample(bars, minutes):
    n = len(bars) // minutes
    b = bars[: n * minutes].reshape(n, minutes, 5)
    return np.stack([b[:, 0, 0], b[:, :, 1].max(1), b[:, :, 2].min(1), b[:, -1, 3], b[:, :, 4].sum(1)], axis=1)


def features(bars):
    o, h, l, c, v = bars.T
    return torch.tensor(np.stack([np.log(c / o), (h - l) / c, np.log1p(v)], axis=1), dtype=torch.float32)


class MarketDataObservationSampler:
    """Windows of the last closed bars, one for every time frame."""

    def __init__(self, bars, time_frames=(1, 5, 15), window_sizes=(12, 8, 8)):
        self.time_frames, self.window_sizes = time_frames, window_sizes
        self.close = torch.tensor(bars[:, 3], dtype=torch.float32)
        self.data = {tf: features(resample(bars, tf)) for tf in time_frames}

    def observation_spec(self):
        return {f"market_data_{tf}Minute": (w, len(FEATURES)) for tf, w in zip(self.time_frames, self.window_sizes)}

    def get_observation(self, minute):
        obs = {}
        for tf, window in zip(self.time_frames, self.window_sizes):
            end = minute // tf
            start = max(end - window, 0)
            obs[f"market_data_{tf}Minute"] = self.data[tf][start:end]
        return obs


class SeqTradingEnv:
    def __init__(self, sampler, episode_length=30, first_minute=60):
        self.sampler, self.episode_length = sampler, episode_length
        self.first_minute = first_minute

    def reset(self):
        self.minute = random.randint(self.first_minute, len(self.sampler.close) - self.episode_length - 1)
        self.last_minute = self.minute + self.episode_length
        return self.sampler.get_observation(self.minute)

    def step(self, action):
        position = action - 1
        gain = torch.log(self.sampler.close[self.minute + 1] / self.sampler.close[self.minute])
        self.minute += 1
        return self.sampler.get_observation(self.minute), position * gain, self.minute >= self.last_minute


class Actor(nn.Module):
    def __init__(self, spec, n_actions=3, hidden=16):
        super().__init__()
        self.encoders = nn.ModuleDict({k: nn.GRU(n_feat, hidden, batch_first=True) for k, (_, n_feat) in spec.items()})
        self.head = nn.Linear(hidden * len(spec), n_actions)

    def forward(self, obs):
        return self.head(torch.cat([enc(obs[k])[1][-1] for k, enc in self.encoders.items()], dim=-1))


def stack_observations(observations):
    return {k: torch.stack([o[k] for o in observations]) for k in observations[0]}


random.seed(1)
torch.manual_seed(1)
sampler = MarketDataObservationSampler(make_ohlcv())
envs = [SeqTradingEnv(sampler) for _ in range(64)]
actor = Actor(sampler.observation_spec())
optim = torch.optim.Adam(actor.parameters(), lr=1e-3)

observations = [env.reset() for env in envs]
for step in range(5):
    logits = actor(stack_observations(observations))
    actions = torch.distributions.Categorical(logits=logits).sample()
    transitions = [env.step(a.item()) for env, a in zip(envs, actions)]
    reward = torch.stack([r for _, r, _ in transitions])
    advantage = (reward - reward.mean()) / (reward.std() + 1e-8)
    loss = (F.cross_entropy(logits, actions, reduction="none") * advantage).mean()
    optim.zero_grad()
    loss.backward()
    optim.step()
    observations = [env.reset() if done else obs for (obs, _, done), env in zip(transitions, envs)]
    print(f"step {step}: reward {reward.mean().item():+.5f} loss {loss.item():+.4f}")
