import json
import os
import tempfile

import torch
from torch import nn


class Synthesizer(nn.Module):
    def __init__(self, n_symbols, num_speakers, hidden=32):
        super().__init__()
        self.emb_t = nn.Embedding(n_symbols, hidden)
        self.emb_g = nn.Embedding(num_speakers, hidden)
        self.enc = nn.Sequential(nn.Conv1d(hidden, hidden, 5, padding=2), nn.ReLU(), nn.Conv1d(hidden, hidden, 5, padding=2))
        self.dec = nn.Conv1d(hidden, 20, 1)

    def forward(self, text, speaker):
        x = self.emb_t(text).transpose(1, 2) + self.emb_g(speaker).unsqueeze(2)
        return self.dec(self.enc(x))


class Voice:
    """A folder with a configuration, its speakers, and checkpoints."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "config.json")) as f:
            self.config = json.load(f)
        with open(os.path.join(folder, "speakers.json")) as f:
            self.speakers = json.load(f)

    def build(self):
        return Synthesizer(self.config["n_symbols"], len(self.speakers))

    def load(self, checkpoint):
        model = self.build()
        model.load_state_dict(torch.load(os.path.join(self.folder, checkpoint)))
        return model.eval()


def write_json(folder, name, value):
    with open(os.path.join(folder, name), "w") as f:
        json.dump(value, f)


def pretrain(folder):
    names = ["hi_male", "hi_female", "en_male", "en_female"]
    write_json(folder, "config.json", {"n_symbols": 64})
    write_json(folder, "speakers.json", {name: k for k, name in enumerate(names)})
    torch.save(Voice(folder).build().state_dict(), os.path.join(folder, "best_model.pth"))


def finetune(folder, speaker):
    base = Voice(folder).load("best_model.pth")
    speakers = Voice(folder).speakers
    speakers[speaker] = len(speakers)
    write_json(folder, "speakers.json", speakers)
    model = Voice(folder).build()
    kept = {k: v for k, v in base.state_dict().items() if k != "emb_g.weight"}
    model.load_state_dict(kept, strict=False)
    torch.save(model.state_dict(), os.path.join(folder, "checkpoint_100.pth"))


def synthesize(folder, text, speaker):
    voice = Voice(folder)
    model = voice.load("best_model.pth")
    ids = torch.tensor([[ord(c) % 64 for c in text]])
    with torch.no_grad():
        mel = model(ids, torch.tensor([voice.speakers[speaker]]))
    print(speaker, tuple(mel.shape), mel.std().item())


with tempfile.TemporaryDirectory() as folder:
    pretrain(folder)
    finetune(folder, "openslr_0")
    synthesize(folder, "namaste", "openslr_0")
