import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 8000


class TwoTalkers(Dataset):
    def __init__(self, lengths, segment=None, seed=0):
        self.lengths, self.segment, self.seed = lengths, segment, seed

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        n = self.lengths[i]
        t = torch.arange(n) / SAMPLE_RATE
        f = torch.rand(2, 1, generator=g) * torch.tensor([[120.0], [400.0]]) + 100
        sources = torch.sin(2 * torch.pi * f * t) * torch.rand(2, 1, generator=g)
        if self.segment is not None:
            start = torch.randint(0, n - self.segment + 1, (1,), generator=g).item()
            sources = sources[:, start:start + self.segment]
        return sources.sum(0), sources


class UConvBlock(nn.Module):
    def __init__(self, channels, hidden, depth=4):
        super().__init__()
        self.proj = nn.Sequential(nn.Conv1d(channels, hidden, 1), nn.GroupNorm(1, hidden), nn.PReLU())
        self.spp = nn.ModuleList(
            nn.Conv1d(hidden, hidden, 5, stride=1 if k == 0 else 2, padding=2, groups=hidden) for k in range(depth)
        )
        self.upsampler = nn.Upsample(scale_factor=2)
        self.res_conv = nn.Conv1d(hidden, channels, 1)

    def forward(self, x):
        output = [self.spp[0](self.proj(x))]
        for conv in self.spp[1:]:
            output.append(conv(output[-1]))
        for _ in range(len(self.spp) - 1):
            resampled = self.upsampler(output.pop())
            output[-1] = output[-1] + resampled
        return x + self.res_conv(F.prelu(output[-1], self.proj[2].weight))


class SuDoRMRF(nn.Module):
    def __init__(self, n_src=2, filters=32, kernel=20, channels=24, hidden=48, blocks=2):
        super().__init__()
        self.n_src, self.filters = n_src, filters
        self.encoder = nn.Conv1d(1, filters, kernel, stride=kernel // 2)
        self.bottleneck = nn.Conv1d(filters, channels, 1)
        self.masker = nn.Sequential(*[UConvBlock(channels, hidden) for _ in range(blocks)])
        self.mask_net = nn.Conv1d(channels, n_src * filters, 1)
        self.decoder = nn.ConvTranspose1d(filters, 1, kernel, stride=kernel // 2)

    def forward(self, mix):
        w = F.relu(self.encoder(mix[:, None]))
        m = torch.sigmoid(self.mask_net(self.masker(self.bottleneck(w))))
        masked = m.view(len(mix), self.n_src, self.filters, -1) * w[:, None]
        est = self.decoder(masked.flatten(0, 1)).view(len(mix), self.n_src, -1)
        return F.pad(est, (0, mix.shape[-1] - est.shape[-1]))


def neg_si_sdr(est, ref, eps=1e-8):
    scale = (est * ref).sum(-1, keepdim=True) / (ref.pow(2).sum(-1, keepdim=True) + eps)
    target = scale * ref
    noise = est - target
    return -10 * torch.log10(target.pow(2).sum(-1) / (noise.pow(2).sum(-1) + eps) + eps).mean()


torch.manual_seed(0)
train_loader = DataLoader(TwoTalkers([6000, 7400, 8800, 5200] * 3, segment=4010), batch_size=4)
test_loader = DataLoader(TwoTalkers([4810, 5620, 6270], seed=100), batch_size=1)
model = SuDoRMRF()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    model.train()
    for mix, sources in train_loader:
        loss = neg_si_sdr(model(mix), sources)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} train SI-SDR {-loss.item():.2f} dB")

model.eval()
with torch.no_grad():
    scores = [-neg_si_sdr(model(mix), sources).item() for mix, sources in test_loader]
print(f"test SI-SDR {sum(scores) / len(scores):.2f} dB over {len(scores)} utterances")
