import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_FFT, HOP, MAX_SPECLEN = 1280, 480, 128


def slice_segments(x, ids_str, segment_size):
    ret = torch.zeros(x.size(0), x.size(1), segment_size)
    for i in range(x.size(0)):
        idx_str = int(ids_str[i])
        idx_end = idx_str + segment_size
        ret[i] = x[i, :, idx_str:idx_end]
    return ret


class Utterances(Dataset):
    """24 kHz clips of about one and a half seconds with their spectrograms."""

    lengths = [36983, 36970, 36965, 36981, 36976, 36983]

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        wav = torch.randn(1, self.lengths[i], generator=g).clamp(-3, 3) / 3
        spec = torch.stft(wav[0], N_FFT, HOP, window=torch.hann_window(N_FFT), return_complex=True).abs()
        return spec, wav


class SpecWavCollate:
    def __call__(self, batch):
        spec_lengths = torch.tensor([spec.size(1) for spec, _ in batch])
        max_spec = int(spec_lengths.max())
        max_wav = max(wav.size(1) for _, wav in batch)
        spec_padded = torch.zeros(len(batch), N_FFT // 2 + 1, max_spec)
        wav_padded = torch.zeros(len(batch), 1, max_wav)
        for i, (spec, wav) in enumerate(batch):
            spec_padded[i, :, :spec.size(1)] = spec
            wav_padded[i, :, :wav.size(1)] = wav
        seglen = min(int(spec_lengths.min()), MAX_SPECLEN + 1)
        ids_slice = (torch.rand(len(batch)) * (spec_lengths - seglen + 1)).long()
        spec_seg = slice_segments(spec_padded, ids_slice, seglen)
        wav_seg = slice_segments(wav_padded, ids_slice * HOP, seglen * HOP)
        return spec_seg, wav_seg


class Synthesizer(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.enc = nn.Conv1d(N_FFT // 2 + 1, hidden, 5, padding=2)
        self.dec = nn.ConvTranspose1d(hidden, 1, HOP, stride=HOP)

    def forward(self, spec):
        return torch.tanh(self.dec(torch.relu(self.enc(spec))))


net_g = Synthesizer()
optim_g = torch.optim.AdamW(net_g.parameters(), 2e-4)
for spec, y in DataLoader(Utterances(), batch_size=3, collate_fn=SpecWavCollate()):
    loss = nn.functional.l1_loss(net_g(spec), y)
    optim_g.zero_grad()
    loss.backward()
    optim_g.step()
    print("mel", loss.item())
