import torch


class CameraReacher:
    """A dot moves on a plane seen by a camera; the reward grows towards the middle."""

    def __init__(self, size, num_actions, seed):
        self.size = size
        self.num_actions = num_actions
        self.generator = torch.Generator().manual_seed(seed)

    def _obs(self):
        h, w = self.size
        image = torch.zeros(3, h, w)
        y, x = (self.pos.clamp(0, 0.99) * torch.tensor([h, w])).long()
        image[:, max(0, y - 2):y + 3, max(0, x - 2):x + 3] = 1.0
        return {"image": image - 0.5}

    def reset(self):
        self.pos = torch.rand(2, generator=self.generator)
        return self._obs()

    def sample_action(self):
        return 2 * torch.rand(self.num_actions, generator=self.generator) - 1

    def step(self, action):
        self.pos = (self.pos + 0.05 * action).clamp(0, 1)
        return self._obs(), -(self.pos - 0.5).norm()
