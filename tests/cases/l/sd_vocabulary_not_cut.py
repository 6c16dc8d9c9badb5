import argparse
import io
import os
import tempfile

import torch
from torch import nn


def get_parser():
    parser = argparse.ArgumentParser(description="GLUE transfer")
    parser.add_argument("--max_vocab", type=int, default=-1, help="Maximum vocabulary size (-1 to disable)")
    parser.add_argument("--min_count", type=int, default=0, help="Minimum vocabulary count")
    parser.add_argument("--emb_dim", type=int, default=48)
    parser.add_argument("--n_heads", type=int, default=4)
    parser.add_argument("--batch_size", type=int, default=3)
    return parser


def read_vocab(path):
    counts = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            word, count = line.split()
            counts[word] = int(count)
    return counts


class Dictionary:
    SPECIAL = ("<s>", "</s>", "<pad>", "<unk>")

    def __init__(self, counts):
        self.words = list(self.SPECIAL) + sorted(counts, key=counts.get, reverse=True)
        self.counts = counts

    def __len__(self):
        return len(self.words)

    def min_count(self, n):
        self.words = [w for w in self.words if w in self.SPECIAL or self.counts[w] >= n]

    def max_vocab(self, n):
        self.words = self.words[:n]


class TransformerModel(nn.Module):
    def __init__(self, params, n_words):
        super().__init__()
        self.embeddings = nn.Embedding(n_words, params.emb_dim, padding_idx=2)
        layer = nn.TransformerEncoderLayer(params.emb_dim, params.n_heads, 2 * params.emb_dim, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, x):
        return self.layers(self.embeddings(x))


def released_files(folder):
    """The vocabulary and the pretrained model as they can be downloaded."""
    vocab = os.path.join(folder, "vocab_xnli_15")
    with open(vocab, "w", encoding="utf-8") as f:
        f.writelines(f"w{i} {5000 - i}\n" for i in range(1296))
    model = TransformerModel(get_parser().parse_args([]), 950)
    buffer = io.BytesIO()
    torch.save({"model": model.state_dict()}, buffer)
    buffer.seek(0)
    return vocab, buffer


def main(params):
    with tempfile.TemporaryDirectory() as folder:
        vocab, checkpoint = released_files(folder)
        dico = Dictionary(read_vocab(vocab))
    if params.min_count > 0:
        dico.min_count(params.min_count)
    if params.max_vocab > 0:
        dico.max_vocab(params.max_vocab)
    encoder = TransformerModel(params, len(dico))
    encoder.load_state_dict(torch.load(checkpoint)["model"])
    sentences = torch.randint(4, 900, (params.batch_size, 12))
    print("encoded", encoder(sentences)[:, 0].shape)


main(get_parser().parse_args([]))
