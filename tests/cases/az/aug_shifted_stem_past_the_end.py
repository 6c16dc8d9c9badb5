import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SR = 4410
SEGMENT = 6 * SR
random.seed(11)
torch.manual_seed(11)


class SourceSeparationDataset(Dataset):
    """Salient six-second windows of the target stem, mixed anew with other stems."""

    def __init__(self, tracks, target="vocals", max_shift=0.5, p_mix=1.0):
        self.tracks, self.target = tracks, target
        self.max_shift = int(max_shift * SR)
        self.p_mix = p_mix
        self.windows = []
        for t, stems in enumerate(tracks):
            n = stems[target].shape[1]
            self.windows += [(t, s) for s in range(0, n - SEGMENT + 1, SEGMENT // 2)]

    def __len__(self):
        return len(self.windows)

    def load(self, t, stem, start):
        return self.tracks[t][stem][:, start:start + SEGMENT].clone()

    def shift_start(self, t, start):
        n = self.tracks[t][self.target].shape[1]
        return max(0, min(n, start + random.randint(-self.max_shift, self.max_shift)))

    def mix_segments(self, tgt_segment):
        mix_segment = tgt_segment.clone()
        for stem in ("drums", "bass", "other"):
            if random.random() < self.p_mix:
                t, start = random.choice(self.windows)
                segment_to_add = self.load(t, stem, self.shift_start(t, start))
                mix_segment += segment_to_add * random.uniform(0.5, 1.2)
        return mix_segment

    def __getitem__(self, i):
        t, start = self.windows[i]
        tgt_segment = self.load(t, self.target, start)
        return self.mix_segments(tgt_segment), tgt_segment


class MaskNet(nn.Module):
    def __init__(self, n_fft=512, hop=128, dim=64):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("win", torch.hann_window(n_fft))
        self.rnn = nn.GRU(n_fft // 2 + 1, dim, batch_first=True)
        self.fc = nn.Linear(dim, n_fft // 2 + 1)

    def forward(self, wav):
        b, c, n = wav.shape
        spec = torch.stft(wav.reshape(b * c, n), self.n_fft, self.hop, window=self.win, return_complex=True)
        h, _ = self.rnn(spec.abs().transpose(1, 2))
        masked = spec * torch.sigmoid(self.fc(h)).transpose(1, 2)
        return torch.istft(masked, self.n_fft, self.hop, window=self.win, length=n).view(b, c, n)


tracks = [{s: 0.1 * torch.randn(2, 21 * SR) for s in ("vocals", "drums", "bass", "other")} for _ in range(4)]
model = MaskNet()
opt = torch.optim.Adam(model.parameters(), 1e-3)
for step, (mix, tgt) in enumerate(DataLoader(SourceSeparationDataset(tracks), batch_size=4)):
    loss = (model(mix) - tgt).abs().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, loss.item())
