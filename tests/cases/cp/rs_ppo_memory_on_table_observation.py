import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical


class MarketEnv:
    def __init__(self, assets=5, indicators=4, length=20, seed=0):
        self.rng = np.random.default_rng(seed)
        self.observation_shape = (assets, indicators)
        self.n_actions = assets + 1
        self.length = length

    def _observe(self):
        return self.rng.normal(size=self.observation_shape).astype(np.float32)

    def reset(self):
        self.t = 0
        return self._observe()

    def step(self, action):
        self.t += 1
        return self._observe(), float(self.rng.normal()), self.t >= self.length


class ActorCriticModel(nn.Module):
    def __init__(self, config, obs_shape, n_actions):
        super().__init__()
        self.obs_shape = obs_shape
        if len(obs_shape) == 3:
            self.conv = nn.Sequential(nn.Conv2d(obs_shape[0], 16, 8, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU())
            with torch.no_grad():
                in_features = self.conv(torch.zeros(1, *obs_shape)).numel()
        else:
            in_features = obs_shape[0]
        self.recurrent_layer = nn.GRU(in_features, config["hidden_state_size"], batch_first=True)
        self.lin_hidden = nn.Linear(config["hidden_state_size"], config["hidden_layer_size"])
        self.policy = nn.Linear(config["hidden_layer_size"], n_actions)
        self.value = nn.Linear(config["hidden_layer_size"], 1)

    def forward(self, obs, recurrent_cell):
        h = obs
        if len(self.obs_shape) == 3:
            h = self.conv(h).flatten(1)
        h, recurrent_cell = self.recurrent_layer(h.unsqueeze(1), recurrent_cell)
        h = torch.relu(self.lin_hidden(h.squeeze(1)))
        return Categorical(logits=self.policy(h)), self.value(h).squeeze(1), recurrent_cell


def sample_training_data(envs, model, config):
    obs = np.stack([env.reset() for env in envs])
    cell = torch.zeros(1, len(envs), config["hidden_state_size"])
    rewards = np.zeros((len(envs), config["worker_steps"]))
    for t in range(config["worker_steps"]):
        with torch.no_grad():
            policy, value, cell = model(torch.tensor(obs), cell)
            actions = policy.sample()
        for w, env in enumerate(envs):
            obs[w], rewards[w, t], done = env.step(int(actions[w]))
            if done:
                obs[w] = env.reset()
    return rewards, value


config = dict(n_workers=3, worker_steps=16, hidden_state_size=32, hidden_layer_size=64)
envs = [MarketEnv(seed=s) for s in range(config["n_workers"])]
model = ActorCriticModel(config, envs[0].observation_shape, envs[0].n_actions)
rewards, value = sample_training_data(envs, model, config)
print(rewards.sum(1), value)
