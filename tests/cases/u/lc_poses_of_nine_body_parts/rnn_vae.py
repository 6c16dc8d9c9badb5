import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, num_features, hidden):
        super().__init__()
        self.encoder_rnn = nn.GRU(num_features, hidden, num_layers=2, batch_first=True, bidirectional=True)

    def forward(self, inputs):
        _, hidden = self.encoder_rnn(inputs)
        return torch.cat([hidden[k] for k in range(hidden.size(0))], dim=1)


class Lambda(nn.Module):
    def __init__(self, zdims, hidden):
        super().__init__()
        self.mean = nn.Linear(hidden * 4, zdims)
        self.logvar = nn.Linear(hidden * 4, zdims)

    def forward(self, state):
        mean, logvar = self.mean(state), self.logvar(state)
        return mean + torch.randn_like(mean) * torch.exp(0.5 * logvar), mean, logvar


class Decoder(nn.Module):
    def __init__(self, window, zdims, num_features, hidden):
        super().__init__()
        self.window = window
        self.rnn_rec = nn.GRU(zdims, hidden, batch_first=True)
        self.hidden_to_output = nn.Linear(hidden, num_features)

    def forward(self, z):
        steps = z.unsqueeze(1).repeat(1, self.window, 1)
        out, _ = self.rnn_rec(steps)
        return self.hidden_to_output(out)


class RNN_VAE(nn.Module):
    def __init__(self, window, zdims, num_features, hidden=32):
        super().__init__()
        self.encoder = Encoder(num_features, hidden)
        self.lmbda = Lambda(zdims, hidden)
        self.decoder = Decoder(window, zdims, num_features, hidden)

    def forward(self, seq):
        z, mu, logvar = self.lmbda(self.encoder(seq))
        return self.decoder(z), mu, logvar


def cluster_loss(prediction, data, mu, logvar, beta):
    rec = nn.functional.mse_loss(prediction, data, reduction="sum")
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return rec + beta * kl
