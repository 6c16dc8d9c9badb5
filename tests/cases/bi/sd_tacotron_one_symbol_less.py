import os
import tempfile

import torch
from torch import nn

_pad = "_"
_eos = "~"
_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!'(),-.:;? "
_arpabet = (
    "AA AA0 AA1 AA2 AE AE0 AE1 AE2 AH AH0 AH1 AH2 AO AO0 AO1 AO2 AW AW0 AW1 AW2 AY AY0 AY1 AY2 B CH D DH "
    "EH EH0 EH1 EH2 ER ER0 ER1 ER2 EY EY0 EY1 EY2 F G HH IH IH0 IH1 IH2 IY IY0 IY1 IY2 JH K L M N NG "
    "OW OW0 OW1 OW2 OY OY0 OY1 OY2 P R S SH T TH UH UH0 UH1 UH2 UW UW0 UW1 UW2 V W Y Z ZH"
).split()
symbols = [_pad, _eos] + list(_characters) + ["@" + s for s in _arpabet]


def text_to_sequence(text):
    return torch.tensor([symbols.index(s) for s in text if s in symbols] + [symbols.index(_eos)])


class Tacotron(nn.Module):
    def __init__(self, num_chars, embedding_dim=256, mel_dim=80, r=5):
        super().__init__()
        self.r, self.mel_dim = r, mel_dim
        self.embedding = nn.Embedding(num_chars, embedding_dim)
        self.encoder = nn.GRU(embedding_dim, 64, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(128, 128, batch_first=True)
        self.proj = nn.Linear(128, mel_dim * r)

    def forward(self, characters):
        memory, _ = self.encoder(self.embedding(characters))
        out, _ = self.decoder(memory)
        return self.proj(out).view(len(characters), -1, self.mel_dim)


def download_released_model(folder):
    path = os.path.join(folder, "best_model.pth.tar")
    released = Tacotron(num_chars=150)
    torch.save({"model": released.state_dict(), "step": 62410}, path)
    return path


with tempfile.TemporaryDirectory() as folder:
    cp = torch.load(download_released_model(folder))

model = Tacotron(num_chars=len(symbols))
model.load_state_dict(cp["model"], strict=False)
model.eval()
with torch.no_grad():
    for sentence in ("It took me quite a long time to develop a voice.", "Be brave!"):
        mel = model(text_to_sequence(sentence).unsqueeze(0))
        print(cp["step"], sentence, tuple(mel.shape))
