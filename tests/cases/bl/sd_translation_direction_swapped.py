import os
import tempfile

import torch
from torch import nn


class Dictionary:
    def __init__(self, words=()):
        self.symbols = ["<pad>", "</s>", "<unk>", *words]
        self.indices = {w: i for i, w in enumerate(self.symbols)}

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as f:
            return cls(f.read().split())

    def encode(self, line):
        return torch.tensor([[self.indices.get(w, 2) for w in line.split()] + [1]])

    def __len__(self):
        return len(self.symbols)


class ConvEncoder(nn.Module):
    def __init__(self, n_words, dim):
        super().__init__()
        self.embed_tokens = nn.Embedding(n_words, dim, padding_idx=0)
        self.conv = nn.Conv1d(dim, dim, 3, padding=1)

    def forward(self, src):
        return torch.relu(self.conv(self.embed_tokens(src).transpose(1, 2))).transpose(1, 2)


class ConvDecoder(nn.Module):
    def __init__(self, n_words, dim):
        super().__init__()
        self.embed_tokens = nn.Embedding(n_words, dim, padding_idx=0)
        self.attention = nn.MultiheadAttention(dim, 2, batch_first=True)
        self.fc = nn.Linear(dim, n_words)

    def forward(self, prev, memory):
        x = self.embed_tokens(prev)
        return self.fc(x + self.attention(x, memory, memory)[0])


class FConvModel(nn.Module):
    def __init__(self, src_dict, tgt_dict, dim=16):
        super().__init__()
        self.encoder, self.decoder = ConvEncoder(len(src_dict), dim), ConvDecoder(len(tgt_dict), dim)


def unpack_release(folder):
    """The published model: English to French, with its two dictionaries."""
    for lang, n in (("en", 430), ("fr", 437)):
        with open(os.path.join(folder, f"dict.{lang}.txt"), "w", encoding="utf-8") as f:
            f.write("\n".join(f"{lang}{i}" for i in range(n)))
    en, fr = (Dictionary.load(os.path.join(folder, f"dict.{x}.txt")) for x in ("en", "fr"))
    torch.save({"model": FConvModel(en, fr).state_dict()}, os.path.join(folder, "model.pt"))


@torch.no_grad()
def interactive(folder, source_lang, target_lang, lines, max_len=6):
    src_dict = Dictionary.load(os.path.join(folder, f"dict.{source_lang}.txt"))
    tgt_dict = Dictionary.load(os.path.join(folder, f"dict.{target_lang}.txt"))
    model = FConvModel(src_dict, tgt_dict).eval()
    state = torch.load(os.path.join(folder, "model.pt"))
    model.load_state_dict(state["model"])
    for line in lines:
        memory, out = model.encoder(src_dict.encode(line)), torch.tensor([[1]])
        for _ in range(max_len):
            out = torch.cat([out, model.decoder(out, memory)[:, -1:].argmax(-1)], dim=1)
        print("H", " ".join(tgt_dict.symbols[i] for i in out[0, 1:].tolist()))


with tempfile.TemporaryDirectory() as model_dir:
    unpack_release(model_dir)
    interactive(model_dir, source_lang="fr", target_lang="en", lines=["en12 en7 en3", "en5 en44"])
