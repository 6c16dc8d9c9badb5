import torch
import torch.nn as nn
from torch.utils.data import DataLoader

config = dict(num_features=80, n_frames=64, batch_size=2, lr=2e-4)


def speaker_segments(cfg, n=4):
    segments = []
    for i in range(n):
        mel = torch.randn(cfg["num_features"], 90 + 7 * i)
        start = torch.randint(0, mel.shape[1] - cfg["n_frames"] + 1, (1,)).item()
        segments.append(mel[:, start:start + cfg["n_frames"]])
    return DataLoader(segments, batch_size=cfg["batch_size"])


def down_sample(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 5, 2, 2), nn.InstanceNorm2d(cout, affine=True), nn.SiLU())


def up_sample(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout * 4, 5, 1, 2), nn.PixelShuffle(2), nn.SiLU())


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(1, 32, (5, 15), 1, (2, 7)), nn.SiLU())
        self.downSample1 = down_sample(32, 64)
        self.downSample2 = down_sample(64, 256)
        self.conv2dto1d = nn.Sequential(nn.Conv1d(2304, 128, 1), nn.InstanceNorm1d(128, affine=True))
        self.residual = nn.Sequential(nn.Conv1d(128, 128, 3, 1, 1), nn.InstanceNorm1d(128, affine=True), nn.SiLU())
        self.conv1dto2d = nn.Sequential(nn.Conv1d(128, 2304, 1), nn.InstanceNorm1d(2304, affine=True))
        self.upSample1 = up_sample(256, 64)
        self.upSample2 = up_sample(64, 32)
        self.lastConv = nn.Conv2d(32, 1, (5, 15), 1, (2, 7))

    def forward(self, mel):
        x = self.conv1(mel.unsqueeze(1))
        x = self.downSample2(self.downSample1(x))
        frames = x.size(3)
        x = x.view(x.size(0), 2304, -1)
        x = self.conv2dto1d(x)
        x = self.conv1dto2d(x + self.residual(x))
        x = x.view(x.size(0), 256, -1, frames)
        x = self.upSample2(self.upSample1(x))
        return self.lastConv(x).squeeze(1)


G_A2B, G_B2A = Generator(), Generator()
optimizer = torch.optim.Adam([*G_A2B.parameters(), *G_B2A.parameters()], lr=config["lr"], betas=(0.5, 0.999))
for real_a, real_b in zip(speaker_segments(config), speaker_segments(config)):
    cycle_a = G_B2A(G_A2B(real_a))
    cycle_b = G_A2B(G_B2A(real_b))
    cycle_loss = (real_a - cycle_a).abs().mean() + (real_b - cycle_b).abs().mean()
    identity_loss = (real_b - G_A2B(real_b)).abs().mean()
    loss = 10 * cycle_loss + 5 * identity_loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
