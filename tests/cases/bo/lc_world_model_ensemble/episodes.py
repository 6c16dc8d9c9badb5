from collections import namedtuple

import numpy as np
import torch

Batch = namedtuple("Batch", "observations actions rewards next_observations")


class CartPoleLog:
    """Episodes of a scripted policy on a linearised cart-pole."""

    n_actions = 2

    def __init__(self, episodes, seed):
        rng = np.random.default_rng(seed)
        self.episodes = [self._rollout(rng) for _ in range(episodes)]

    def _rollout(self, rng, horizon=40):
        obs = rng.uniform(-0.05, 0.05, 4)
        steps = []
        for _ in range(horizon):
            push_right = obs[2] + 0.3 * obs[3] > 0
            action = int(push_right) if rng.random() < 0.8 else int(rng.integers(self.n_actions))
            force = 1.0 if action == 1 else -1.0
            x, dx, th, dth = obs
            nxt = np.array([x + 0.02 * dx, dx + 0.02 * force, th + 0.02 * dth, dth + 0.02 * (9.8 * th - force)])
            steps.append((obs, action, 1.0, nxt))
            obs = nxt
        return steps


class Transitions:
    """Flat view of all logged steps; discrete actions are kept as indices."""

    def __init__(self, log):
        steps = [s for ep in log.episodes for s in ep]
        obs, act, rew, nxt = zip(*steps)
        self.observations = torch.tensor(np.stack(obs), dtype=torch.float32)
        self.actions = torch.tensor(act)
        self.rewards = torch.tensor(rew).unsqueeze(1)
        self.next_observations = torch.tensor(np.stack(nxt), dtype=torch.float32)
        self.action_size = log.n_actions

    @property
    def observation_size(self):
        return self.observations.size(1)

    def sample(self, n):
        i = torch.randint(len(self.actions), (n,))
        return Batch(self.observations[i], self.actions[i], self.rewards[i], self.next_observations[i])
