import torch


class EpisodeBuffer:
    """Whole episodes, time first."""

    def __init__(self, args):
        self.args = args

    def sample(self, n):
        a = self.args
        steps = a.episode_length
        dones = torch.zeros(steps, n, 1)
        dones[-1] = 1.0
        return {
            "obs": torch.randn(steps + 1, n, a.n_agents, a.obs_dim),
            "acts": torch.randint(0, a.n_actions, (steps, n, a.n_agents)),
            "rewards": torch.randn(steps, n, 1),
            "dones": dones,
        }
