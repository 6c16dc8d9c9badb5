import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

LAGS = {
    "H": [1, 2, 3, 4, 5, 6, 7, 23, 24, 25, 47, 48, 49, 71, 72, 73, 95, 96, 97, 120, 144, 168],
    "5min": [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 24, 36],
}


class TweetVolume(Dataset):
    """Windows of a count series with age, hour and weekday features."""

    def __init__(self, freq, context, horizon, n=64):
        g = torch.Generator().manual_seed(5)
        self.series = torch.poisson(40 + 10 * torch.rand(2500, generator=g), generator=g)
        self.lags, self.length, self.n = LAGS[freq], context + horizon, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        start = max(self.lags) + 20 * i
        t = torch.arange(start, start + self.length)
        time_feat = torch.stack([
            (t + 1.0).log10(), (t % 12) / 12, (t % 288) / 288, (t // 288 % 7) / 7,
        ], dim=1)
        lagged = torch.stack([self.series[t - lag] for lag in self.lags], dim=1)
        return lagged, time_feat, self.series[t]


class DeepARNetwork(nn.Module):
    def __init__(self, input_size, cell_size=40, num_layers=2):
        super().__init__()
        self.rnn = nn.LSTM(input_size, cell_size, num_layers, batch_first=True, dropout=0.1)
        self.mu = nn.Linear(cell_size, 1)
        self.sigma = nn.Linear(cell_size, 1)

    def forward(self, lagged, time_feat, target):
        scale = target.abs().mean(dim=1, keepdim=True)
        static = torch.cat([scale.log(), scale.sqrt(), torch.ones_like(scale)], dim=1)
        static = static.unsqueeze(1).expand(-1, target.shape[1], -1)
        inputs = torch.cat([lagged / scale.unsqueeze(2), time_feat, static], dim=2)
        h, _ = self.rnn(inputs)
        sigma = nn.functional.softplus(self.sigma(h)).squeeze(2)
        dist = torch.distributions.Normal(self.mu(h).squeeze(2) * scale, sigma * scale)
        return -dist.log_prob(target).mean()


class DeepAREstimator:
    def __init__(self, freq, prediction_length, input_size, epochs=1):
        self.data = TweetVolume(freq, 2 * prediction_length, prediction_length)
        self.network = DeepARNetwork(input_size)
        self.epochs = epochs

    def train(self):
        optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3)
        for epoch in range(self.epochs):
            for lagged, time_feat, target in DataLoader(self.data, batch_size=16, shuffle=True):
                loss = self.network(lagged, time_feat, target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print("epoch", epoch, "nll", loss.item())
        return self.network


estimator = DeepAREstimator(
    freq="5min",
    prediction_length=12,
    input_size=43,
)
estimator.train()
