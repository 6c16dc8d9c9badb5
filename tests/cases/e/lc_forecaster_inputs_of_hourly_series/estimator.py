import torch
from features import inputs
from torch import nn


class RecurrentForecaster(nn.Module):
    def __init__(self, input_size, hidden=24):
        super().__init__()
        self.rnn = nn.LSTM(input_size, hidden, num_layers=2, batch_first=True)
        self.mean = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.mean(self.rnn(x)[0]).squeeze(-1)


class Estimator:
    def __init__(self, freq, prediction_length, input_size, context=48):
        self.freq, self.length = freq, prediction_length + context
        self.net = RecurrentForecaster(input_size)

    def train(self, series, epochs):
        optimizer = torch.optim.Adam(self.net.parameters(), 1e-3)
        for epoch in range(epochs):
            begin = 200 + 10 * epoch
            x = inputs(series, begin, self.length, self.freq)
            target = series[:, begin:begin + self.length]
            loss = nn.functional.mse_loss(self.net(x), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print("epoch", epoch, loss.item())
