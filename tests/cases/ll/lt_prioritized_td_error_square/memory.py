import numpy as np
import torch


class PrioritizedMemory:
    def __init__(self, capacity, n_obs, alpha=0.6):
        self.capacity, self.alpha = capacity, alpha
        self.obs = np.zeros((capacity, n_obs), dtype=np.float32)
        self.next_obs = np.zeros((capacity, n_obs), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.dones = np.zeros(capacity, dtype=np.float32)
        self.priorities = np.zeros(capacity, dtype=np.float32)
        self.position, self.size = 0, 0

    def push(self, obs, action, reward, next_obs, done):
        i = self.position
        self.obs[i], self.next_obs[i] = obs, next_obs
        self.actions[i], self.rewards[i], self.dones[i] = action, reward, done
        self.priorities[i] = self.priorities.max() or 1.0
        self.position = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, beta=0.4):
        probs = self.priorities[: self.size] ** self.alpha
        probs /= probs.sum()
        indices = np.random.choice(self.size, batch_size, p=probs)
        weights = (self.size * probs[indices]) ** -beta
        weights = (weights / weights.max()).astype(np.float32)
        fields = (self.obs, self.actions, self.rewards, self.next_obs, self.dones)
        return indices, torch.from_numpy(weights), [torch.from_numpy(f[indices]) for f in fields]

    def update_priorities(self, indices, errors, eps=1e-5):
        self.priorities[indices] = errors + eps
