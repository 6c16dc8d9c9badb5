from torch import nn


class Mixer(nn.Module):
    """A plain network over the last values of a series and what is known of their dates."""

    def __init__(self, window, n_order, horizon, hidden=48):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(window * (n_order + 1), hidden),
            nn.SELU(),
            nn.Linear(hidden, hidden),
            nn.SELU(),
            nn.Linear(hidden, horizon),
        )

    def forward(self, x):
        return self.net(x)
