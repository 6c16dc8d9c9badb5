import os
import tempfile

import torch
from torch import nn

SPECIAL = ["[PAD]", "[BOS]", "[EOS]", "[UNK]"]


def build_vocab(captions):
    words = sorted({w for c in captions for w in c.split()})
    return {w: i for i, w in enumerate(SPECIAL + words)}


def encode(caption, vocab, length=10):
    unk = vocab["[UNK]"]
    ids = [vocab["[BOS]"]] + [vocab.get(w, unk) for w in caption.split()][:length - 2] + [vocab["[EOS]"]]
    return torch.tensor(ids + [0] * (length - len(ids)))


class CaptionModel(nn.Module):
    """Video clip features and the words so far -> next word."""

    def __init__(self, vocab_size, video_dim=96, hidden=64):
        super().__init__()
        self.word_embed = nn.Embedding(vocab_size, hidden, padding_idx=0)
        self.video_embed = nn.Linear(video_dim, hidden)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab_size)

    def forward(self, video, ids):
        state = torch.tanh(self.video_embed(video)).mean(dim=1)
        h, _ = self.rnn(self.word_embed(ids), state[None].contiguous())
        return self.out(h)


def released_checkpoint(path):
    """Stands for the download: trained on cooking videos with 992 words."""
    vocab = {w: i for i, w in enumerate(SPECIAL + ["the", "knife", "cut", "pan"])}
    vocab.update({f"word{i}": i for i in range(len(vocab), 992)})
    torch.save({"vocab": vocab, "state": CaptionModel(len(vocab)).state_dict()}, path)


def finetune(model, samples, vocab, epochs=2):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    videos = torch.stack([v for v, _ in samples])
    ids = torch.stack([encode(c, vocab) for _, c in samples])
    for epoch in range(epochs):
        logits = model(videos, ids[:, :-1])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")


def main(folder):
    path = os.path.join(folder, "captioner.pth")
    released_checkpoint(path)
    captions = ["cut the gasket with the knife", "loosen the four screws", "lift the cover off the pump"]
    samples = [(torch.randn(12, 96), c) for c in captions]
    checkpoint = torch.load(path)
    vocab = build_vocab(captions)
    model = CaptionModel(len(vocab))
    model.load_state_dict(checkpoint["state"])
    finetune(model, samples, vocab)


with tempfile.TemporaryDirectory() as tmp:
    main(tmp)
