import numpy as np


class GridWorld:
    """Observations are pictures of the board, one channel a kind of piece."""

    observation_shape = (3, 5, 5)
    n_actions = 4

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def reset(self):
        return self._observe()

    def step(self, action):
        return self._observe(), float(self.rng.random() < 0.1), bool(self.rng.random() < 0.05)

    def _observe(self):
        return self.rng.random(self.observation_shape, dtype=np.float32)
