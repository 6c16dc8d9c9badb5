import torch

TASKS = {
    "reach": {"obs": 15, "act": 4, "horizon": 20},
    "drawer": {"obs": 23, "act": 4, "horizon": 30},
    "stack": {"obs": 31, "act": 4, "horizon": 40},
}


class Simulator:
    def __init__(self, task, seed=0):
        self.spec = TASKS[task]
        self.generator = torch.Generator().manual_seed(seed)
        self.t = 0

    def reset(self):
        self.t = 0
        return torch.randn(self.spec["obs"], generator=self.generator)

    def step(self, action):
        self.t += 1
        reward = float(-(action**2).sum())
        return torch.randn(self.spec["obs"], generator=self.generator), reward, self.t >= self.spec["horizon"]


def demonstrations(task, n=6):
    """Recorded episodes of one task as (observations, actions)."""
    spec = TASKS[task]
    generator = torch.Generator().manual_seed(7)
    steps = n * spec["horizon"]
    observations = torch.randn(steps, spec["obs"], generator=generator)
    return observations, torch.tanh(torch.randn(steps, spec["act"], generator=generator))
