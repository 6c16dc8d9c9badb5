import os
import tempfile

import torch

from hyperparameters import Hyperparameters as hp
from release import store_released_model
from tacotron import Tacotron


def load_model(checkpoint_path):
    model = Tacotron(len(hp.vocab), hp.E, hp.H, hp.n_mels, hp.n_fft, hp.r, hp.token_num)
    checkpoint = torch.load(checkpoint_path, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    return model.eval()


def to_ids(text):
    text = "".join(c for c in text.lower() if c in hp.char2idx) + "E"
    return torch.tensor([[hp.char2idx[c] for c in text]])


def griffin_lim(magnitude, n_iter=2):
    spec = magnitude.t().to(torch.complex64)
    n_fft = 2 * (magnitude.shape[1] - 1)
    window = torch.hann_window(n_fft)
    for _ in range(n_iter):
        wav = torch.istft(spec, n_fft, hp.hop_length, window=window)
        again = torch.stft(wav, n_fft, hp.hop_length, window=window, return_complex=True)
        spec = magnitude.t() * torch.exp(1j * again.angle())
    return torch.istft(spec, n_fft, hp.hop_length, window=window)


@torch.no_grad()
def synthesize(model, text):
    mel, magnitude = model(to_ids(text), hp.max_steps)
    wav = griffin_lim(magnitude[0].exp())
    print(f"{text!r}: {mel.shape[1]} frames, {len(wav) / hp.sr:.2f} s")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "epoch100.pt")
    store_released_model(path)
    tts = load_model(path)
    for sentence in ("It took me a long time.", "who is there?"):
        synthesize(tts, sentence)
