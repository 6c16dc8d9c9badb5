import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn


class IntrusionEnv:
    """Attacker view of a small network: attack and defence attributes per node."""

    def __init__(self, num_nodes=4, num_attack_types=10, show_detection=True):
        self.num_nodes, self.num_attack_types = num_nodes, num_attack_types
        self.width = num_attack_types + (1 if show_detection else 0)
        self.num_actions = num_nodes * num_attack_types
        self.rng = np.random.RandomState(5)

    def reset(self):
        self.t = 0
        return self._observe()

    def _observe(self):
        return self.rng.randint(0, 10, (self.num_nodes, self.width)).astype("float32")

    def step(self, action):
        self.t += 1
        return self._observe(), float(action % 7 == 0), self.t >= 8


@dataclass
class QAgentConfig:
    gamma: float = 0.99
    alpha: float = 1e-3
    epsilon: float = 0.5
    input_dim: int = 30
    hidden_dim: int = 64
    output_dim: int = 40
    num_episodes: int = 3


class DQN(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(config.input_dim, config.hidden_dim), nn.ReLU(),
            nn.Linear(config.hidden_dim, config.hidden_dim), nn.ReLU(),
            nn.Linear(config.hidden_dim, config.output_dim),
        )

    def forward(self, state):
        return self.layers(state)


class AttackerAgent:
    def __init__(self, env, config):
        self.env, self.config = env, config
        self.model = DQN(config)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=config.alpha)

    def q_values(self, obs):
        state = torch.from_numpy(obs).reshape(1, -1)
        return self.model(state)

    def train(self):
        for episode in range(self.config.num_episodes):
            obs, done, total = self.env.reset(), False, 0.0
            while not done:
                q = self.q_values(obs)
                action = q.argmax().item()
                if random.random() < self.config.epsilon:
                    action = random.randrange(self.env.num_actions)
                obs, reward, done = self.env.step(action)
                with torch.no_grad():
                    target = reward + self.config.gamma * (0.0 if done else self.q_values(obs).max())
                loss = (q[0, action] - target) ** 2
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                total += reward
            print(f"episode {episode}: attacker reward {total}")


random.seed(1)
AttackerAgent(IntrusionEnv(), QAgentConfig()).train()
