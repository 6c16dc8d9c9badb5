import torch
from torch.utils.data import BatchSampler, SubsetRandomSampler


class RolloutStorage:
    def __init__(self, num_steps, num_processes, obs_shape):
        self.observations = torch.zeros(num_steps + 1, num_processes, *obs_shape)
        self.rewards = torch.zeros(num_steps, num_processes, 1)
        self.value_preds = torch.zeros(num_steps, num_processes, 1)
        self.returns = torch.zeros(num_steps + 1, num_processes, 1)
        self.action_log_probs = torch.zeros(num_steps, num_processes, 1)
        self.actions = torch.zeros(num_steps, num_processes, 1, dtype=torch.long)
        self.masks = torch.ones(num_steps + 1, num_processes, 1)
        self.num_steps, self.num_processes = num_steps, num_processes
        self.step = 0

    def insert(self, obs, actions, log_probs, values, rewards, masks):
        self.observations[self.step + 1].copy_(obs)
        self.actions[self.step].copy_(actions)
        self.action_log_probs[self.step].copy_(log_probs)
        self.value_preds[self.step].copy_(values)
        self.rewards[self.step].copy_(rewards)
        self.masks[self.step + 1].copy_(masks)
        self.step = (self.step + 1) % self.num_steps

    def after_update(self):
        self.observations[0].copy_(self.observations[-1])
        self.masks[0].copy_(self.masks[-1])

    def compute_returns(self, next_value, gamma):
        self.returns[-1] = next_value
        for step in reversed(range(self.num_steps)):
            self.returns[step] = self.returns[step + 1] * gamma * self.masks[step + 1] + self.rewards[step]

    def feed_forward_generator(self, advantages, num_mini_batch):
        batch_size = self.num_processes * self.num_steps
        sampler = BatchSampler(SubsetRandomSampler(range(batch_size)), batch_size // num_mini_batch, drop_last=False)
        obs = self.observations[:-1].flatten(0, 1)
        for indices in sampler:
            yield (obs[indices], self.actions.view(-1, 1)[indices], self.returns[:-1].view(-1, 1)[indices],
                   self.action_log_probs.view(-1, 1)[indices], advantages.view(-1, 1)[indices])
