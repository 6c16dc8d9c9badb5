import os
import string
import tempfile

import torch
from torch import nn


class TextEmbedding(nn.Module):
    def __init__(self, text_num_embeds, text_dim):
        super().__init__()
        self.text_embed = nn.Embedding(text_num_embeds + 1, text_dim)  # use 0 as filler token
        self.conv = nn.Conv1d(text_dim, text_dim, 7, padding=3, groups=text_dim)

    def forward(self, text, seq_len):
        text = text + 1  # batches are padded with -1
        text = nn.functional.pad(text, (0, seq_len - text.size(1)))
        h = self.text_embed(text)
        return h + self.conv(h.transpose(1, 2)).transpose(1, 2)


class TinyTTS(nn.Module):
    def __init__(self, vocab_size, mel_dim=20, dim=48):
        super().__init__()
        self.text = TextEmbedding(vocab_size, dim)
        self.proj = nn.Linear(mel_dim + dim, dim)
        self.block = nn.TransformerEncoderLayer(dim, 4, 2 * dim, batch_first=True)
        self.out = nn.Linear(dim, mel_dim)

    def forward(self, mel, text):
        cond = self.text(text, mel.size(1))
        return self.out(self.block(self.proj(torch.cat([mel, cond], dim=-1))))


def read_vocab(path):
    with open(path, encoding="utf-8") as f:
        return {line.rstrip("\n"): i for i, line in enumerate(f)}


def expand_text_embedding(state, num_rows):
    """Appends random rows for the symbols the pretrained model did not know."""
    old = state["text.text_embed.weight"]
    extra = 0.02 * torch.randn(num_rows - old.size(0), old.size(1))
    return {**state, "text.text_embed.weight": torch.cat([old, extra])}


with tempfile.TemporaryDirectory() as d:
    latin = list(string.ascii_letters + string.digits)
    torch.save(TinyTTS(len(latin)).state_dict(), os.path.join(d, "model_base.pt"))
    bengali = [chr(c) for c in range(0x980, 0x980 + 72)]
    with open(os.path.join(d, "vocab.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(latin + bengali))

    vocab = read_vocab(os.path.join(d, "vocab.txt"))
    state = torch.load(os.path.join(d, "model_base.pt"))
    state = expand_text_embedding(state, len(vocab))
    model = TinyTTS(vocab_size=len(vocab))
    model.load_state_dict(state)

text = torch.tensor([[vocab[c] for c in "ami" + bengali[9] + bengali[40]]])
mel = torch.randn(1, 60, 20)
loss = nn.functional.l1_loss(model(mel, text), mel)
loss.backward()
print(len(vocab), loss.item())
