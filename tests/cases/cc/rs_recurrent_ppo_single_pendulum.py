"""Recurrent PPO on a pendulum whose velocity is hidden, with one environment."""
import math

import numpy as np
import torch
import torch.nn as nn
from torch.distributions import Normal

CFG = {
    "num_envs": 1,
    "rollouts": 256,
    "learning_epochs": 2,
    "mini_batches": 8,
    "discount_factor": 0.95,
    "ratio_clip": 0.2,
    "learning_rate": 1e-3,
    "policy": {"hidden_size": 32, "num_layers": 1, "sequence_length": 64},
    "updates": 2,
}


class PendulumNoVel:
    def __init__(self, num_envs, seed):
        self.rng = np.random.default_rng(seed)
        self.state = self.rng.uniform(-1, 1, (num_envs, 2))
        self.num_obs, self.num_actions = 2, 1

    def _obs(self):
        th = self.state[:, 0]
        return torch.tensor(np.stack([np.cos(th), np.sin(th)], 1), dtype=torch.float32)

    def reset(self):
        self.state = self.rng.uniform([-math.pi, -1], [math.pi, 1], self.state.shape)
        return self._obs()

    def step(self, action):
        u = np.clip(action.numpy()[:, 0], -2, 2)
        th, vel = self.state[:, 0], self.state[:, 1]
        cost = ((th + math.pi) % (2 * math.pi) - math.pi) ** 2 + 0.1 * vel ** 2 + 0.001 * u ** 2
        vel = np.clip(vel + (15 * np.sin(th) + 3 * u) * 0.05, -8, 8)
        self.state = np.stack([th + vel * 0.05, vel], 1)
        return self._obs(), torch.tensor(-cost, dtype=torch.float32)


class LSTMActorCritic(nn.Module):
    def __init__(self, num_obs, num_actions, hidden_size, num_layers, sequence_length):
        super().__init__()
        self.hidden_size, self.sequence_length = hidden_size, sequence_length
        self.lstm = nn.LSTM(num_obs, hidden_size, num_layers, batch_first=True)
        self.mean = nn.Linear(hidden_size, num_actions)
        self.value = nn.Linear(hidden_size, 1)
        self.log_std = nn.Parameter(torch.zeros(num_actions))

    def compute(self, states, hidden=None):
        if self.training:
            rnn_input = states.view(-1, self.sequence_length, states.shape[-1])  # (N, L, Hin)
            rnn_output, hidden = self.lstm(rnn_input)
        else:
            rnn_output, hidden = self.lstm(states.view(-1, 1, states.shape[-1]), hidden)
        features = rnn_output.flatten(0, 1)
        return Normal(self.mean(features), self.log_std.exp()), self.value(features).squeeze(-1), hidden


class Memory:
    def __init__(self, size, num_envs):
        self.size, self.num_envs, self.tensors = size, num_envs, {}

    def clear(self):
        self.tensors = {}

    def add(self, **samples):
        for name, value in samples.items():
            self.tensors.setdefault(name, []).append(value)

    def sample_all(self, mini_batches):
        # environment after environment, so that the time order is kept
        flat = {k: torch.stack(v, 1).flatten(0, 1) for k, v in self.tensors.items()}
        indexes = np.arange(self.size * self.num_envs)
        for batch in np.array_split(indexes, mini_batches):
            yield {k: v[torch.from_numpy(batch)] for k, v in flat.items()}


def collect(env, model, memory, cfg, states):
    model.eval()
    hidden, rewards = None, []
    for _ in range(cfg["rollouts"]):
        with torch.no_grad():
            dist, value, hidden = model.compute(states, hidden)
            action = dist.sample()
        next_states, reward = env.step(action)
        memory.add(states=states, actions=action, log_prob=dist.log_prob(action).sum(-1), values=value)
        rewards.append(reward)
        states = next_states
    ret = torch.zeros_like(rewards[0])
    returns = []
    for r in reversed(rewards):
        ret = r + cfg["discount_factor"] * ret
        returns.append(ret)
    memory.tensors["returns"] = returns[::-1]
    return states, torch.stack(rewards).mean().item()


def update(model, optimizer, memory, cfg):
    model.train()
    for _ in range(cfg["learning_epochs"]):
        for batch in memory.sample_all(cfg["mini_batches"]):
            dist, value, _ = model.compute(batch["states"])
            ratio = (dist.log_prob(batch["actions"]).sum(-1) - batch["log_prob"]).exp()
            adv = batch["returns"] - batch["values"]
            adv = (adv - adv.mean()) / (adv.std() + 1e-8)
            clipped = ratio.clamp(1 - cfg["ratio_clip"], 1 + cfg["ratio_clip"])
            loss = -torch.min(ratio * adv, clipped * adv).mean() + 0.5 * (value - batch["returns"]).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()


torch.manual_seed(3)
env = PendulumNoVel(CFG["num_envs"], seed=3)
agent = LSTMActorCritic(env.num_obs, env.num_actions, **CFG["policy"])
optimizer = torch.optim.Adam(agent.parameters(), lr=CFG["learning_rate"])
memory = Memory(CFG["rollouts"], CFG["num_envs"])
states = env.reset()
for k in range(CFG["updates"]):
    memory.clear()
    states, mean_reward = collect(env, agent, memory, CFG, states)
    update(agent, optimizer, memory, CFG)
    print(f"update {k}: mean reward {mean_reward:.3f}")
