import torch
from torch import nn

CONFIG = {
    "audio": {
        "chunk_size": 131584,
        "sample_rate": 44100,
    },
    "model": {
        "dim": 24,
        "stft_n_fft": 2048,
        "stft_hop_length": 441,
    },
    "inference": {"num_overlap": 2, "batch_size": 2},
}


class RoformerLite(nn.Module):
    """Predicts a mask on the spectrogram of a stereo chunk."""

    def __init__(self, dim, stft_n_fft, stft_hop_length):
        super().__init__()
        self.n_fft, self.hop = stft_n_fft, stft_hop_length
        self.register_buffer("window", torch.hann_window(stft_n_fft))
        freqs = stft_n_fft // 2 + 1
        self.band_split = nn.Linear(freqs, dim)
        self.layer = nn.TransformerEncoderLayer(dim, 2, dim * 2, batch_first=True)
        self.mask_estimator = nn.Linear(dim, freqs)

    def forward(self, raw_audio):
        b, c, n = raw_audio.shape
        stft = torch.stft(raw_audio.reshape(b * c, n), self.n_fft, self.hop, window=self.window, return_complex=True)
        x = self.band_split(stft.abs().transpose(1, 2))
        mask = torch.sigmoid(self.mask_estimator(self.layer(x))).transpose(1, 2)
        recon = torch.istft(stft * mask, self.n_fft, self.hop, window=self.window)
        return recon.view(b, c, -1)


def demix_track(config, model, mix):
    C = config["audio"]["chunk_size"]
    step = C // config["inference"]["num_overlap"]
    batch_size = config["inference"]["batch_size"]
    window = torch.hamming_window(C)
    result = torch.zeros_like(mix)
    counter = torch.zeros_like(mix)
    batch, places = [], []
    i = 0
    with torch.no_grad():
        while i < mix.shape[1]:
            part = mix[:, i:i + C]
            length = part.shape[1]
            if length < C:
                part = nn.functional.pad(part, (0, C - length))
            batch.append(part)
            places.append((i, length))
            i += step
            if len(batch) >= batch_size or i >= mix.shape[1]:
                x = model(torch.stack(batch))
                for j, (start, l) in enumerate(places):
                    result[..., start:start + l] += x[j][..., :l] * window[..., :l]
                    counter[..., start:start + l] += window[..., :l]
                batch, places = [], []
    return result / counter


model = RoformerLite(**CONFIG["model"]).eval()
song = 0.1 * torch.randn(2, CONFIG["audio"]["sample_rate"] * 8)
vocals = demix_track(CONFIG, model, song)
print("vocals", tuple(vocals.shape), vocals.abs().mean().item())
