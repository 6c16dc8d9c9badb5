"""Synthesise speech with released weights of a style-token text-to-speech model."""
import os
import tempfile

import torch
import torch.nn as nn


class Hyperparameters:
    E = 32
    K = 4
    n_mels = 20
    sr = 16000
    n_fft = 1024
    hop_length = 200
    n_iter = 2
    vocab = "PE abcdefghijklmnopqrstuvwxyz'.?,"
    token_num = 6


hp = Hyperparameters


class Encoder(nn.Module):
    def __init__(self, E):
        super().__init__()
        self.prenet = nn.Sequential(nn.Linear(E, E), nn.ReLU(), nn.Dropout(0.5))
        self.gru = nn.GRU(E, E // 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        return self.gru(self.prenet(x))[0]


class StyleTokens(nn.Module):
    def __init__(self, E, token_num):
        super().__init__()
        self.embed = nn.Parameter(torch.randn(token_num, E) * 0.5)

    def forward(self, weights):
        return weights.softmax(-1) @ torch.tanh(self.embed)


class Decoder(nn.Module):
    def __init__(self, E, n_mels, n_linear, frames_per_char=3):
        super().__init__()
        self.frames_per_char = frames_per_char
        self.rnn = nn.GRU(E, E, batch_first=True)
        self.fc1 = nn.Linear(E, n_mels)
        self.postnet = nn.GRU(n_mels, E // 2, batch_first=True, bidirectional=True)
        self.fc2 = nn.Linear(E, n_linear)

    def forward(self, memory):
        out, _ = self.rnn(memory.repeat_interleave(self.frames_per_char, dim=1))
        mels = self.fc1(out)
        mags = self.fc2(self.postnet(mels)[0])
        return mels, mags


class Tacotron(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.embedding = nn.Embedding(len(hp.vocab), hp.E)
        self.encoder = Encoder(hp.E)
        self.gst = StyleTokens(hp.E, hp.token_num)
        self.decoder = Decoder(hp.E, hp.n_mels, 1 + hp.n_fft // 2)

    def forward(self, text, style):
        memory = self.encoder(self.embedding(text))
        memory = memory + self.gst(style).unsqueeze(1)
        return self.decoder(memory)


def download_release(folder):
    """Stands for the download of epoch100.pt."""
    released = type("Released", (Hyperparameters,), {"n_fft": 2048})
    torch.manual_seed(100)
    path = os.path.join(folder, "epoch100.pt")
    torch.save(Tacotron(released).state_dict(), path)
    return path


def load_model(checkpoint_path):
    model = Tacotron(hp)
    model.load_state_dict(torch.load(checkpoint_path, map_location="cpu"))
    model.eval()
    return model


def spectrogram2wav(mag):
    window = torch.hann_window(hp.n_fft)
    mag = mag.exp().t()
    spec = torch.polar(mag, torch.zeros_like(mag))
    for _ in range(hp.n_iter):
        wav = torch.istft(spec, hp.n_fft, hp.hop_length, window=window)
        est = torch.stft(wav, hp.n_fft, hp.hop_length, window=window, return_complex=True)
        spec = torch.polar(mag, est.angle())
    return wav


def synthesize(model, text):
    ids = torch.tensor([[hp.vocab.index(c) for c in text.lower() + "E"]])
    style = torch.zeros(1, hp.token_num)
    style[0, 2] = 3.0
    with torch.no_grad():
        mels, mags = model(ids, style)
    return spectrogram2wav(mags[0])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        model = load_model(download_release(folder))
    wav = synthesize(model, "it took me quite a long time to develop a voice.")
    print(f"{len(wav) / hp.sr:.2f} seconds of speech")
