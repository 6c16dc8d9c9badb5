import math
from types import SimpleNamespace

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

opt = SimpleNamespace(
    time_frame_length=40,
    audio_dim=32,
    predict_length=5,
    gmm_ndim=12,
    gmm_ncenter=1,
    hidden=64,
    batch_size=8,
    lr=1e-4,
    sigma_min=0.03,
)


class HeadPoseClips(Dataset):
    """Audio features with head rotation/translation (6) and their velocities (6)."""

    def __init__(self, opt, frames=300):
        self.opt = opt
        g = torch.Generator().manual_seed(11)
        self.audio = torch.randn(frames, opt.audio_dim, generator=g)
        pose = torch.cumsum(torch.randn(frames, 6, generator=g) * 0.02, 0)
        velocity = torch.cat([torch.zeros(1, 6), pose[1:] - pose[:-1]])
        self.motion = torch.cat([pose, velocity], dim=1)

    def __len__(self):
        return 32

    def __getitem__(self, index):
        o = self.opt
        start = index * 7
        audio = self.audio[start:start + o.time_frame_length]
        history = self.motion[start:start + o.time_frame_length]
        future = []
        for t in range(start + 1, start + 1 + o.time_frame_length):
            future.append(self.motion[t:t + o.predict_length].reshape(-1))
        return audio, history, torch.stack(future)


class Audio2Headpose(nn.Module):
    def __init__(self, opt):
        super().__init__()
        out_dim = (2 * opt.gmm_ndim + 1) * opt.gmm_ncenter
        self.audio_downsample = nn.Sequential(nn.Linear(opt.audio_dim, opt.hidden), nn.LeakyReLU(0.2))
        self.rnn = nn.LSTM(opt.hidden + opt.gmm_ndim, opt.hidden, num_layers=2, batch_first=True)
        self.fc = nn.Sequential(nn.Linear(opt.hidden, opt.hidden), nn.LeakyReLU(0.2), nn.Linear(opt.hidden, out_dim))

    def forward(self, audio, history):
        out, _ = self.rnn(torch.cat([self.audio_downsample(audio), history], dim=2))
        return self.fc(out)


def gmm_log_loss(output, target, opt):
    b, T, _ = target.shape
    ncenter, ndim = opt.gmm_ncenter, opt.gmm_ndim
    weights = torch.log_softmax(output[:, :, :ncenter], dim=2)
    mus = output[:, :, ncenter:ncenter + ncenter * ndim].view(b, T, ncenter, ndim)
    log_sigmas = output[:, :, ncenter + ncenter * ndim:].view(b, T, ncenter, ndim)
    log_sigmas = log_sigmas.clamp(min=math.log(opt.sigma_min))
    expanded = target.unsqueeze(2).expand(b, T, ncenter, ndim)
    exponent = -0.5 * ((expanded - mus) * torch.exp(-log_sigmas)) ** 2
    log_prob = (exponent - log_sigmas - 0.5 * math.log(2 * math.pi)).sum(dim=3)
    return -torch.logsumexp(weights + log_prob, dim=2).mean()


def main():
    torch.manual_seed(0)
    model = Audio2Headpose(opt)
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr, betas=(0.9, 0.99))
    loader = DataLoader(HeadPoseClips(opt), batch_size=opt.batch_size, shuffle=True)
    for step, (audio, history, target) in enumerate(loader):
        prediction = model(audio, history)
        loss = gmm_log_loss(prediction, target, opt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: {loss.item():.3f}")


main()
