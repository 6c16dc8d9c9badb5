import numpy as np
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

SAMPLE_RATE = 12000
FAULTS = ["normal", "inner race", "outer race", "ball", "cage"]


class Config:
    # conv layer
    cnn_in_channels = 1
    cnn_out_channels = 64
    cnn_kernel_size = 9
    # primary capsules
    pc_num_capsules = 8
    pc_out_channels = 32
    pc_kernel_size = 9
    pc_num_routes = 32 * 6 * 6
    # fault capsules
    dc_num_capsules = len(FAULTS)
    dc_num_routes = pc_num_routes
    dc_in_channels = 8
    dc_out_channels = 16
    spec_size = (32, 64)


def squash(v, dim=-1):
    n = (v ** 2).sum(dim, keepdim=True)
    return n * v / ((1.0 + n) * torch.sqrt(n + 1e-8))


class PrimaryCaps(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.num_routes = cfg.pc_num_routes
        self.capsules = nn.ModuleList([
            nn.Conv2d(cfg.cnn_out_channels, cfg.pc_out_channels, cfg.pc_kernel_size, stride=2)
            for _ in range(cfg.pc_num_capsules)])

    def forward(self, x):
        u = torch.stack([caps(x) for caps in self.capsules], dim=1)
        u = u.view(x.size(0), self.num_routes, -1)
        return squash(u)


class FaultCaps(nn.Module):
    def __init__(self, cfg, iterations=3):
        super().__init__()
        self.iterations = iterations
        self.W = nn.Parameter(0.01 * torch.randn(cfg.dc_num_routes, cfg.dc_num_capsules,
                                                 cfg.dc_out_channels, cfg.dc_in_channels))

    def forward(self, u):
        votes = torch.einsum("rcoi,bri->brco", self.W, u)
        logits = torch.zeros(votes.shape[:3])
        for it in range(self.iterations):
            weight = logits.softmax(dim=2)
            v = squash((weight[..., None] * votes).sum(dim=1))
            if it + 1 < self.iterations:
                logits = logits + (votes * v[:, None]).sum(-1)
        return v


class CapsNet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.conv = nn.Conv2d(cfg.cnn_in_channels, cfg.cnn_out_channels, cfg.cnn_kernel_size)
        self.primary = PrimaryCaps(cfg)
        self.faults = FaultCaps(cfg)

    def forward(self, x):
        return self.faults(self.primary(F.relu(self.conv(x)))).norm(dim=-1)

    @staticmethod
    def margin_loss(lengths, y):
        t = F.one_hot(y, lengths.shape[1]).float()
        loss = t * F.relu(0.9 - lengths) ** 2 + 0.5 * (1 - t) * F.relu(lengths - 0.1) ** 2
        return loss.sum(1).mean()


def vibration(label, seconds=0.5):
    t = np.arange(int(SAMPLE_RATE * seconds)) / SAMPLE_RATE
    carrier = np.sin(2 * np.pi * (900 + 350 * label) * t)
    impulses = (np.sin(2 * np.pi * (30 + 17 * label) * t) > 0.95).astype(float)
    return carrier * impulses + 0.1 * np.random.randn(len(t))


def spectrogram(signal, size):
    s = torch.stft(torch.from_numpy(signal).float(), n_fft=256, hop_length=64,
                   window=torch.hann_window(256), return_complex=True).abs()
    s = torch.log1p(s)[None, None]
    return F.interpolate(s, size=size, mode="bilinear", align_corners=False)[0]


def make_loader(cfg, per_class=4, batch_size=5):
    xs, ys = [], []
    for label in range(len(FAULTS)):
        for _ in range(per_class):
            xs.append(spectrogram(vibration(label), cfg.spec_size))
            ys.append(label)
    return DataLoader(TensorDataset(torch.stack(xs), torch.tensor(ys)), batch_size, shuffle=True)


if __name__ == "__main__":
    np.random.seed(0)
    torch.manual_seed(0)
    cfg = Config()
    net = CapsNet(cfg)
    optimizer = torch.optim.Adam(net.parameters())
    for step, (spec, fault) in enumerate(make_loader(cfg)):
        optimizer.zero_grad()
        loss = net.margin_loss(net(spec), fault)
        loss.backward()
        optimizer.step()
        print(step, loss.item())
