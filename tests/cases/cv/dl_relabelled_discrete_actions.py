import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


class Discrete:
    def __init__(self, n):
        self.n = n

    def sample(self):
        return np.random.randint(self.n)


class GridGoalEnv:
    """Walk on a 5x5 board to a goal field."""
    moves = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])

    def __init__(self, size=5):
        self.size = size
        self.action_space = Discrete(len(self.moves))
        self.obs_dim, self.goal_dim = 2, 2

    def reset(self):
        self.pos = np.random.randint(self.size, size=2)
        self.goal = np.random.randint(self.size, size=2)
        return self._obs()

    def _obs(self):
        return {"observation": self.pos.astype(np.float32), "achieved_goal": self.pos.astype(np.float32),
                "desired_goal": self.goal.astype(np.float32)}

    def step(self, a):
        self.pos = np.clip(self.pos + self.moves[a], 0, self.size - 1)
        return self._obs(), -float((self.pos != self.goal).any())


class ObsDictRelabelingBuffer:
    keys = ("observation", "desired_goal", "achieved_goal")

    def __init__(self, max_size, env, fraction_future=0.8):
        self.fraction_future = fraction_future
        self._action_dim = env.action_space.n
        self._actions = torch.zeros(max_size, self._action_dim)
        self._obs = {k: torch.zeros(max_size, 2) for k in self.keys}
        self._next_obs = {k: torch.zeros(max_size, 2) for k in self.keys}
        self._path_end = torch.zeros(max_size, dtype=torch.long)
        self._top = 0

    def add_path(self, path):
        path_len = len(path["rewards"])
        actions = torch.as_tensor(path["actions"])
        slc = slice(self._top, self._top + path_len)
        for k in self.keys:
            self._obs[k][slc] = torch.as_tensor(np.stack([o[k] for o in path["observations"]]))
            self._next_obs[k][slc] = torch.as_tensor(np.stack([o[k] for o in path["next_observations"]]))
        self._actions[slc] = actions
        self._path_end[slc] = self._top + path_len
        self._top += path_len

    def random_batch(self, batch_size):
        idx = torch.randint(self._top, (batch_size,))
        goals = self._obs["desired_goal"][idx].clone()
        n = int(batch_size * self.fraction_future)
        future = idx[:n] + (torch.rand(n) * (self._path_end[idx[:n]] - idx[:n])).long()
        goals[:n] = self._next_obs["achieved_goal"][future]
        next_obs = self._next_obs["observation"][idx]
        rewards = -(next_obs != goals).any(dim=1, keepdim=True).float()
        return dict(obs=self._obs["observation"][idx], next_obs=next_obs, goals=goals,
                    actions=self._actions[idx], rewards=rewards)


class FlattenMlp(nn.Module):
    def __init__(self, input_size, output_size, hidden=64):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(input_size, hidden), nn.ReLU(), nn.Linear(hidden, output_size))

    def forward(self, *inputs):
        return self.net(torch.cat(inputs, dim=1))


def rollout(env, length=20):
    path = dict(observations=[], actions=[], rewards=[], next_observations=[])
    o = env.reset()
    for _ in range(length):
        a = env.action_space.sample()
        next_o, r = env.step(a)
        path["observations"].append(o)
        path["actions"].append(a)
        path["rewards"].append(r)
        path["next_observations"].append(next_o)
        o = next_o
    return path


env = GridGoalEnv()
buffer = ObsDictRelabelingBuffer(1000, env)
qf = FlattenMlp(env.obs_dim + env.goal_dim, env.action_space.n)
optimizer = torch.optim.Adam(qf.parameters(), lr=1e-3)
for epoch in range(3):
    for _ in range(4):
        buffer.add_path(rollout(env))
    batch = buffer.random_batch(64)
    with torch.no_grad():
        target = batch["rewards"] + 0.98 * qf(batch["next_obs"], batch["goals"]).max(1, keepdim=True)[0]
    q = torch.sum(qf(batch["obs"], batch["goals"]) * batch["actions"], dim=1, keepdim=True)
    loss = F.mse_loss(q, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
