import numpy as np
import torch
from torch import nn

rng = np.random.default_rng(0)
torch.manual_seed(0)


class ReachEnv:
    """A gripper that moves towards a goal; observations are dictionaries."""

    obs_dim, act_dim = 28, 4

    def reset(self):
        self.goal = rng.normal(size=3)
        self.hand = np.zeros(3)
        return self._obs()

    def _obs(self):
        return {
            "observation": np.concatenate([self.hand, rng.normal(size=22)]),
            "achieved_goal": self.hand.copy(),
            "grip_goal": self.hand.copy(),
            "desired_goal": self.goal.copy(),
        }

    def step(self, action):
        self.hand = self.hand + 0.1 * action[:3]
        distance = np.linalg.norm(self.hand - self.goal)
        return self._obs(), -distance, distance < 0.1


def to_array(obs, exclude=("achieved_goal",)):
    return np.concatenate([value for key, value in obs.items() if key not in exclude])


class ReplayBuffer:
    def __init__(self, obs_dim, act_dim, size):
        self.obs = np.zeros((size, obs_dim), dtype=np.float32)
        self.act = np.zeros((size, act_dim), dtype=np.float32)
        self.rew = np.zeros(size, dtype=np.float32)
        self.ptr, self.size = 0, 0

    def store(self, obs, act, rew):
        self.obs[self.ptr] = obs
        self.act[self.ptr] = act
        self.rew[self.ptr] = rew
        self.ptr = (self.ptr + 1) % len(self.obs)
        self.size = min(self.size + 1, len(self.obs))

    def sample(self, n):
        index = rng.integers(0, self.size, n)
        return (torch.from_numpy(part[index]) for part in (self.obs, self.act, self.rew))


env = ReachEnv()
buffer = ReplayBuffer(env.obs_dim, env.act_dim, 200)
critic = nn.Sequential(nn.Linear(env.obs_dim + env.act_dim, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(critic.parameters(), 1e-3)
obs = env.reset()
for step in range(60):
    action = rng.uniform(-1, 1, env.act_dim)
    following, reward, done = env.step(action)
    buffer.store(to_array(obs), action, reward)
    obs = env.reset() if done else following
for _ in range(5):
    o, a, r = buffer.sample(16)
    loss = nn.functional.mse_loss(critic(torch.cat([o, a], 1)).squeeze(1), r)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("critic", loss.item())
