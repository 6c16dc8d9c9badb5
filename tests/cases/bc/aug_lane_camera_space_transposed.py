import numpy as np
import torch
from torch import nn


class Box:
    def __init__(self, shape, dtype):
        self.shape, self.dtype = tuple(shape), dtype


class LaneEnv:
    """Stands for the driving simulator: a 120 x 160 camera picture per step."""

    def __init__(self, seed):
        self.rng = np.random.RandomState(seed)
        self.observation_space = Box((120, 160, 3), np.uint8)

    def camera(self):
        return self.rng.randint(0, 256, self.observation_space.shape).astype(np.uint8)

    def reset(self):
        return self.camera()

    def step(self, action):
        return self.camera(), float(-abs(action - 2)), False, {}


class PyTorchObsWrapper:
    """Pictures with the channels first."""

    def __init__(self, env):
        self.env = env
        shape = env.observation_space.shape
        self.observation_space = Box([shape[2], shape[1], shape[0]], env.observation_space.dtype)

    def observation(self, obs):
        return obs.transpose(2, 0, 1)

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        obs, reward, done, info = self.env.step(action)
        return self.observation(obs), reward, done, info


class Policy(nn.Module):
    def __init__(self, num_inputs, num_actions):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(num_inputs, 16, 8, 4), nn.ReLU(), nn.Conv2d(16, 16, 4, 4), nn.ReLU())
        self.actor = nn.Linear(16, num_actions)
        self.critic = nn.Linear(16, 1)

    def forward(self, x):
        h = self.conv(x / 255).mean((2, 3))
        return self.actor(h), self.critic(h)


num_processes, num_stack = 4, 2
envs = [PyTorchObsWrapper(LaneEnv(k)) for k in range(num_processes)]
obs_shape = envs[0].observation_space.shape
policy = Policy(obs_shape[0] * num_stack, num_actions=5)
current_obs = torch.zeros(num_processes, obs_shape[0] * num_stack, *obs_shape[1:])


def update_current_obs(obs):
    shape_dim0 = obs_shape[0]
    obs = torch.from_numpy(np.stack(obs)).float()
    current_obs[:, :-shape_dim0] = current_obs[:, shape_dim0:].clone()
    current_obs[:, -shape_dim0:] = obs


update_current_obs([env.reset() for env in envs])
for step in range(3):
    with torch.no_grad():
        logits, value = policy(current_obs)
    actions = logits.argmax(1).tolist()
    results = [env.step(a) for env, a in zip(envs, actions)]
    update_current_obs([r[0] for r in results])
    print(step, "reward", sum(r[1] for r in results), "value", value.mean().item())
