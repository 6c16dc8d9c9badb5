import random

import numpy as np
import torch


class ReplayBuffer:
    def __init__(self, n_actions, capacity=200):
        self.n_actions, self.capacity = n_actions, capacity
        self.memory = []

    def push(self, state, action, reward, next_state, done):
        self.memory.append((state, action, reward, next_state, done))
        self.memory = self.memory[-self.capacity:]

    def sample(self, batch_size):
        state, action, reward, next_state, done = zip(*random.sample(self.memory, batch_size))
        one_hot = torch.eye(self.n_actions)
        return {
            "state": torch.from_numpy(np.stack(state)),
            "action": one_hot[torch.tensor(action)],
            "reward": torch.tensor(reward),
            "next_state": torch.from_numpy(np.stack(next_state)),
            "done": torch.tensor(done).float(),
        }
