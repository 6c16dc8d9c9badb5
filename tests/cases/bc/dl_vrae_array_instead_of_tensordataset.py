import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader


class VRAE(nn.Module):
    """Recurrent autoencoder for clustering time series (encoder LSTM, latent vector, decoder LSTM)."""

    def __init__(self, sequence_length, number_of_features, hidden_size=24, latent_length=5, batch_size=8):
        super().__init__()
        self.sequence_length, self.batch_size = sequence_length, batch_size
        self.encoder = nn.LSTM(number_of_features, hidden_size)
        self.to_mean = nn.Linear(hidden_size, latent_length)
        self.to_logvar = nn.Linear(hidden_size, latent_length)
        self.from_latent = nn.Linear(latent_length, hidden_size)
        self.decoder = nn.LSTM(hidden_size, hidden_size)
        self.output = nn.Linear(hidden_size, number_of_features)
        self.optimizer = torch.optim.Adam(self.parameters(), lr=5e-4)

    def forward(self, x):
        _, (h, _) = self.encoder(x)
        mean, logvar = self.to_mean(h[-1]), self.to_logvar(h[-1])
        latent = mean + torch.randn_like(mean) * (0.5 * logvar).exp()
        steps = self.from_latent(latent).repeat(self.sequence_length, 1, 1)
        decoded, _ = self.decoder(steps)
        return self.output(decoded), mean, logvar

    def _train(self, train_loader):
        self.train()
        epoch_loss = 0.0
        for X in train_loader:
            X = X[0]
            # the loader gives (batch, time, features), the LSTM wants time first
            X = X.permute(1, 0, 2)
            decoded, mean, logvar = self(X)
            kl = -0.5 * torch.mean(1 + logvar - mean.pow(2) - logvar.exp())
            loss = nn.functional.mse_loss(decoded, X) + kl
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            epoch_loss += loss.item()
        return epoch_loss / len(train_loader)

    def fit(self, dataset, n_epochs=2):
        train_loader = DataLoader(dataset=dataset, batch_size=self.batch_size, shuffle=True, drop_last=True)
        for i in range(n_epochs):
            print(f"Epoch: {i}, average loss: {self._train(train_loader):.4f}")


t = np.linspace(0, 6 * np.pi, 140)
phases = np.random.RandomState(0).uniform(0, np.pi, (32, 1))
X_train = np.sin(t[None] + phases)[:, :, None].astype(np.float32)

vrae = VRAE(sequence_length=X_train.shape[1], number_of_features=X_train.shape[2])
vrae.fit(X_train)
