import torch
import torch.nn as nn
import torch.nn.functional as F


def mel_filters(n_freqs, n_mels):
    """Triangles that overlap by half; close enough to mel for a demonstration."""
    centres = torch.linspace(0, 1, n_mels + 2) ** 2 * (n_freqs - 1)
    bins = torch.arange(n_freqs).float()
    up = (bins - centres[:-2, None]) / (centres[1:-1] - centres[:-2])[:, None].clamp(min=1)
    down = (centres[2:, None] - bins) / (centres[2:] - centres[1:-1])[:, None].clamp(min=1)
    return torch.minimum(up, down).clamp(min=0)


class Audio2Mel(nn.Module):
    def __init__(self, n_fft=1024, hop_length=256, win_length=1024, n_mel_channels=64):
        super().__init__()
        self.register_buffer("window", torch.hann_window(win_length))
        self.register_buffer("mel_basis", mel_filters(n_fft // 2 + 1, n_mel_channels))
        self.n_fft, self.hop_length, self.win_length = n_fft, hop_length, win_length

    def forward(self, audio):
        p = (self.n_fft - self.hop_length) // 2
        audio = F.pad(audio, (p, p), "reflect").squeeze(1)
        fft = torch.stft(
            audio,
            n_fft=self.n_fft,
            hop_length=self.hop_length,
            win_length=self.win_length,
            window=self.window,
            center=False,
            return_complex=True,
        )
        magnitude = torch.sum(torch.abs(fft) ** 2, dim=-1)
        mel_output = torch.matmul(self.mel_basis, magnitude)
        return torch.log10(torch.clamp(mel_output, min=1e-5))


class Codec(nn.Module):
    def __init__(self, channels=16):
        super().__init__()
        self.encoder = nn.Conv1d(1, channels, 8, stride=4, padding=2)
        self.decoder = nn.ConvTranspose1d(channels, 1, 8, stride=4, padding=2)

    def forward(self, x):
        return self.decoder(torch.tanh(self.encoder(x)))


def total_loss(fft, inputs, outputs):
    l_t = F.l1_loss(outputs, inputs)
    l_f = F.l1_loss(fft(inputs), fft(outputs))
    return l_t + l_f


def train(steps=2):
    model, fft = Codec(), Audio2Mel()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for step in range(steps):
        waves = torch.randn(5, 1, 4096) * 0.1
        loss = total_loss(fft, waves, model(waves))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


if __name__ == "__main__":
    torch.manual_seed(7)
    train()
