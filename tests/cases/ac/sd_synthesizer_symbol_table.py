import os
import tempfile

import torch
from torch import nn

_pad, _eos = "_", "~"
_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# _characters = _letters + "12340!'(),-.:;? "
_characters = _letters + "1234567890!'(),-.:;? "
symbols = [_pad, _eos] + list(_characters)


def text_to_sequence(text):
    ids = {s: i for i, s in enumerate(symbols)}
    return torch.tensor([ids[c] for c in text if c in ids] + [ids[_eos]])


class Encoder(nn.Module):
    def __init__(self, n_symbols, dim):
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, dim)
        self.conv = nn.Conv1d(dim, dim, 5, padding=2)
        self.gru = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)

    def forward(self, ids, speaker):
        x = self.embedding(ids).transpose(1, 2)
        x, _ = self.gru(self.conv(x).relu().transpose(1, 2))
        return torch.cat([x, speaker.unsqueeze(1).expand(-1, x.shape[1], -1)], dim=2)


class Tacotron(nn.Module):
    def __init__(self, n_symbols, dim=64, speaker_dim=32, n_mels=80, r=2):
        super().__init__()
        self.n_mels = n_mels
        self.encoder = Encoder(n_symbols, dim)
        self.decoder = nn.GRU(dim + speaker_dim, dim, batch_first=True)
        self.mel_proj = nn.Linear(dim, n_mels * r)

    def forward(self, ids, speaker):
        h, _ = self.decoder(self.encoder(ids, speaker))
        return self.mel_proj(h).reshape(len(ids), -1, self.n_mels)


class Synthesizer:
    def __init__(self, path):
        self.model = Tacotron(len(symbols))
        state = torch.load(path)["model_state"]
        self.model.load_state_dict(state)
        self.model.eval()

    def synthesize(self, text, speaker):
        with torch.no_grad():
            return self.model(text_to_sequence(text).unsqueeze(0), speaker)


def download_community_model(path):
    """The 25k-step synthesizer that a volunteer trained and shared."""
    torch.manual_seed(25)
    torch.save({"step": 25000, "model_state": Tacotron(n_symbols=70).state_dict()}, path)


with tempfile.TemporaryDirectory() as tmp:
    weights = os.path.join(tmp, "synthesizer_25k.pt")
    download_community_model(weights)
    voice = Synthesizer(weights)
    mel = voice.synthesize("ni2 hao3, huan1 ying2 shi3 yong4.", torch.randn(1, 32))
    print("mel", tuple(mel.shape))
