import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

BSIZE = 16
SEQ_LEN = 32
LSIZE = 32
RED_SIZE = 16
ASIZE = 3
RSIZE = 48


class RolloutSequences(Dataset):
    def __init__(self, n_rollouts, per_rollout=1):
        self.n = n_rollouts * per_rollout

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frames = torch.rand(SEQ_LEN + 1, 3, RED_SIZE, RED_SIZE, generator=g)
        action = torch.rand(SEQ_LEN, ASIZE, generator=g) * 2 - 1
        reward = torch.rand(SEQ_LEN, generator=g)
        return frames[:-1], action, reward, frames[1:]


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 16, 4, stride=2), nn.ReLU(), nn.Conv2d(16, 32, 4, stride=2), nn.ReLU())
        self.fc_mu = nn.Linear(32 * 2 * 2, LSIZE)
        self.fc_logsigma = nn.Linear(32 * 2 * 2, LSIZE)

    def forward(self, x):
        h = self.conv(x).flatten(1)
        return self.fc_mu(h), self.fc_logsigma(h)


class MDRNN(nn.Module):
    def __init__(self, gaussians=3):
        super().__init__()
        self.gaussians = gaussians
        self.rnn = nn.LSTM(LSIZE + ASIZE, RSIZE)
        self.gmm_linear = nn.Linear(RSIZE, (2 * LSIZE + 1) * gaussians + 1)

    def forward(self, actions, latents):
        outs, _ = self.rnn(torch.cat([actions, latents], dim=-1))
        g = self.gmm_linear(outs)
        stride = self.gaussians * LSIZE
        shape = outs.shape[:2] + (self.gaussians, LSIZE)
        mus = g[..., :stride].reshape(shape)
        sigmas = torch.exp(g[..., stride:2 * stride].reshape(shape))
        logpi = F.log_softmax(g[..., 2 * stride:2 * stride + self.gaussians], dim=-1)
        return mus, sigmas, logpi, g[..., -1]


def gmm_loss(latents, mus, sigmas, logpi):
    dist = torch.distributions.Normal(mus, sigmas)
    logp = dist.log_prob(latents.unsqueeze(-2)).sum(-1) + logpi
    return -torch.logsumexp(logp, dim=-1).mean()


def to_latent(vae, obs, next_obs):
    with torch.no_grad():
        obs, next_obs = [x.reshape(-1, 3, RED_SIZE, RED_SIZE) for x in (obs, next_obs)]
        stats = [vae(x) for x in (obs, next_obs)]
        return [(mu + logsigma.exp() * torch.randn_like(mu)).view(BSIZE, SEQ_LEN, LSIZE) for mu, logsigma in stats]


def get_loss(mdrnn, latent_obs, action, reward, latent_next_obs):
    latent_obs, action, reward, latent_next_obs = [a.transpose(1, 0) for a in
                                                   (latent_obs, action, reward, latent_next_obs)]
    mus, sigmas, logpi, rs = mdrnn(action, latent_obs)
    return (gmm_loss(latent_next_obs, mus, sigmas, logpi) + F.mse_loss(rs, reward)) / (LSIZE + 1)


def data_pass(loader, train):
    mdrnn.train(train)
    total = 0.0
    for obs, action, reward, next_obs in loader:
        latent_obs, latent_next_obs = to_latent(vae, obs, next_obs)
        with torch.set_grad_enabled(train):
            loss = get_loss(mdrnn, latent_obs, action, reward, latent_next_obs)
        if train:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


torch.manual_seed(0)
vae = VAE().eval()
mdrnn = MDRNN()
optimizer = torch.optim.RMSprop(mdrnn.parameters(), lr=1e-3, alpha=0.9)
train_loader = DataLoader(RolloutSequences(48), batch_size=BSIZE, shuffle=True)
test_loader = DataLoader(RolloutSequences(27), batch_size=BSIZE)

for epoch in range(1):
    print("train loss", data_pass(train_loader, train=True))
    print("test loss", data_pass(test_loader, train=False))
