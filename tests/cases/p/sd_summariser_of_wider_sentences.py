import argparse
import os
import tempfile

import torch
from torch import nn


def parse(args=None):
    parser = argparse.ArgumentParser("HeterSumGraph")
    parser.add_argument("--word_emb_dim", type=int, default=50)
    parser.add_argument("--n_feature_size", type=int, default=32)
    parser.add_argument("--lstm_hidden_state", type=int, default=64, help="size of the hidden state")
    parser.add_argument("--lstm_layers", type=int, default=2)
    parser.add_argument("--bidirectional", action="store_true", default=True)
    return parser.parse_args(args)


class SentenceEncoder(nn.Module):
    def __init__(self, hps, vocab=200):
        super().__init__()
        self.embed = nn.Embedding(vocab, hps.word_emb_dim)
        self.convs = nn.ModuleList([nn.Conv1d(hps.word_emb_dim, hps.n_feature_size, k, padding=k // 2) for k in (3, 5)])

    def forward(self, words):
        x = self.embed(words).transpose(1, 2)
        return torch.cat([conv(x).relu().amax(2) for conv in self.convs], dim=1)


class HSumGraph(nn.Module):
    def __init__(self, hps):
        super().__init__()
        self.encoder = SentenceEncoder(hps)
        self.lstm = nn.LSTM(2 * hps.n_feature_size, hps.lstm_hidden_state, num_layers=hps.lstm_layers,
                            batch_first=True, bidirectional=hps.bidirectional)
        width = hps.lstm_hidden_state * (2 if hps.bidirectional else 1)
        self.lstm_proj = nn.Linear(width, hps.n_feature_size)
        self.wh = nn.Linear(hps.n_feature_size, 2)

    def forward(self, documents):
        n, s, w = documents.shape
        sents = self.encoder(documents.view(n * s, w)).view(n, s, -1)
        return self.wh(torch.tanh(self.lstm_proj(self.lstm(sents)[0])))


def published(path):
    hps = parse(["--lstm_hidden_state", "128"])
    torch.save(HSumGraph(hps).state_dict(), path)


def run_test(hps, path):
    model = HSumGraph(hps)
    model.load_state_dict(torch.load(path))
    model.eval()
    with torch.no_grad():
        scores = model(torch.randint(0, 200, (2, 6, 15))).softmax(-1)[..., 1]
    print("sentences", scores.topk(3).indices.tolist())


with tempfile.TemporaryDirectory() as folder:
    best = os.path.join(folder, "hetersumgraph.pt")
    published(best)
    run_test(parse(), best)
