import math
import random

import torch


class NoisyPendulum:
    observation_dim = 3
    n_actions = 3

    def __init__(self, max_steps=50):
        self.max_steps = max_steps
        self.rng = random.Random(8)

    def _obs(self):
        noise = self.rng.gauss(0, 0.02)
        return torch.tensor([math.cos(self.angle), math.sin(self.angle), self.speed + noise])

    def reset(self):
        self.angle, self.speed, self.t = self.rng.uniform(-3, 3), 0.0, 0
        return self._obs()

    def step(self, action):
        torque = (-1.0, 0.0, 1.0)[action]
        self.speed += 0.05 * (10 * math.sin(self.angle) + 3 * torque)
        self.angle += 0.05 * self.speed
        self.t += 1
        reward = -(self.angle ** 2 + 0.1 * self.speed ** 2) / 100
        return self._obs(), reward, self.t >= self.max_steps
