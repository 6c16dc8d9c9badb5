import os
import tempfile

import torch
from torch import nn

_pad = "_"
_punctuation = "!'(),.:;? "
_special = "-"
_english = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_turkish = "ÇĞİÖŞÜçğıöşü"


def english_symbols():
    return [_pad] + list(_special) + list(_punctuation) + list(_english)


def turkish_symbols():
    return english_symbols() + list(_turkish)


class Encoder(nn.Module):
    def __init__(self, dim, n_convolutions=2):
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Sequential(nn.Conv1d(dim, dim, 5, padding=2), nn.BatchNorm1d(dim)) for _ in range(n_convolutions)
        )
        self.lstm = nn.LSTM(dim, dim // 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        for conv in self.convolutions:
            x = torch.relu(conv(x))
        return self.lstm(x.transpose(1, 2))[0]


class Tacotron2(nn.Module):
    def __init__(self, n_symbols, symbols_embedding_dim=64, n_mel_channels=80):
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, symbols_embedding_dim)
        self.encoder = Encoder(symbols_embedding_dim)
        self.linear_projection = nn.Linear(symbols_embedding_dim, n_mel_channels)

    def inference(self, text):
        x = self.embedding(text).transpose(1, 2)
        return self.linear_projection(self.encoder(x)).transpose(1, 2)


def train_turkish_voice(path):
    model = Tacotron2(len(turkish_symbols()))
    torch.save({"iteration": 20000, "state_dict": model.state_dict()}, path)


def text_to_sequence(text, symbols):
    ids = {s: i for i, s in enumerate(symbols)}
    return torch.tensor([[ids[c] for c in text if c in ids]])


def synthesize(checkpoint_path, text):
    symbols = english_symbols()
    model = Tacotron2(len(symbols))
    model.load_state_dict(torch.load(checkpoint_path)["state_dict"])
    model.eval()
    with torch.no_grad():
        return model.inference(text_to_sequence(text, symbols))


with tempfile.TemporaryDirectory() as folder:
    voice = os.path.join(folder, "tacotron2_tr.pt")
    train_turkish_voice(voice)
    print(synthesize(voice, "Günaydın, nasılsınız?").shape)
