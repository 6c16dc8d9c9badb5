import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ASIZE, LSIZE, RSIZE, RED_SIZE = 3, 32, 64, 32
BSIZE = 16
SEQ_LEN = 32


class RolloutSequences(Dataset):
    """Pieces of car-racing episodes: pictures, actions, rewards, and the pictures one step later."""

    def __init__(self, n_episodes, episode_length, seq_len, seed):
        g = torch.Generator().manual_seed(seed)
        self.seq_len = seq_len
        self.obs = torch.rand(n_episodes, episode_length + 1, 3, RED_SIZE, RED_SIZE, generator=g)
        self.actions = torch.rand(n_episodes, episode_length, ASIZE, generator=g) * 2 - 1
        self.rewards = torch.rand(n_episodes, episode_length, generator=g)
        self.per_episode = episode_length // seq_len

    def __len__(self):
        return len(self.obs) * self.per_episode

    def __getitem__(self, i):
        episode, start = i // self.per_episode, (i % self.per_episode) * self.seq_len
        s = slice(start, start + self.seq_len)
        after = slice(start + 1, start + self.seq_len + 1)
        return self.obs[episode, s], self.actions[episode, s], self.rewards[episode, s], self.obs[episode, after]


class Encoder(nn.Module):
    def __init__(self, latent_size):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(3, 8, 4, stride=2), nn.ReLU(),
            nn.Conv2d(8, 16, 4, stride=2), nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride=2), nn.ReLU(),
            nn.Flatten(),
        )
        self.fc_mu = nn.Linear(2 * 2 * 32, latent_size)
        self.fc_logsigma = nn.Linear(2 * 2 * 32, latent_size)

    def forward(self, x):
        x = self.convs(x)
        return self.fc_mu(x), self.fc_logsigma(x)


class MDRNN(nn.Module):
    def __init__(self, latents, actions, hiddens):
        super().__init__()
        self.rnn = nn.LSTM(latents + actions, hiddens)
        self.mean = nn.Linear(hiddens, latents)
        self.reward = nn.Linear(hiddens, 1)

    def forward(self, actions, latents):
        outs, _ = self.rnn(torch.cat([actions, latents], dim=-1))
        return self.mean(outs), self.reward(outs).squeeze(-1)


def to_latent(vae, obs, next_obs):
    """Encodes both picture sequences; time comes first in the result."""
    with torch.no_grad():
        stats = [vae(x.flatten(0, 1)) for x in (obs, next_obs)]
        latents = [
            (mu + logsigma.exp() * torch.randn_like(mu)).view(BSIZE, SEQ_LEN, LSIZE).transpose(0, 1)
            for mu, logsigma in stats]
    return latents


def data_pass(vae, mdrnn, loader, optimizer=None):
    mdrnn.train(optimizer is not None)
    total = 0.0
    for obs, action, reward, next_obs in loader:
        latent, next_latent = to_latent(vae, obs, next_obs)
        with torch.set_grad_enabled(optimizer is not None):
            mean, predicted = mdrnn(action.transpose(0, 1), latent)
            loss = (mean - next_latent).pow(2).mean() + (predicted - reward.transpose(0, 1)).pow(2).mean()
        if optimizer:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("MDRNN training")
    parser.add_argument("--epochs", type=int, default=1)
    args = parser.parse_args()

    vae, mdrnn = Encoder(LSIZE).eval(), MDRNN(LSIZE, ASIZE, RSIZE)
    optimizer = torch.optim.RMSprop(mdrnn.parameters(), lr=1e-3)
    train_loader = DataLoader(RolloutSequences(16, 96, SEQ_LEN, seed=0), batch_size=BSIZE, shuffle=True)
    test_loader = DataLoader(RolloutSequences(9, 96, SEQ_LEN, seed=1), batch_size=BSIZE)
    for e in range(args.epochs):
        train_loss = data_pass(vae, mdrnn, train_loader, optimizer)
        print(f"epoch {e}: train {train_loss:.4f} test {data_pass(vae, mdrnn, test_loader):.4f}")
