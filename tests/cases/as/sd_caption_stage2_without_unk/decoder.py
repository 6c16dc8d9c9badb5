import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, n_words, C):
        super().__init__()
        self.embedding = nn.Embedding(n_words, C.embedding_size)
        self.rnn = nn.GRU(C.embedding_size + C.feat_size, C.hidden_size, batch_first=True)
        self.out = nn.Linear(C.hidden_size, n_words)

    def forward(self, feats, words):
        e = self.embedding(words)
        f = feats.unsqueeze(1).expand(-1, e.size(1), -1)
        hiddens, _ = self.rnn(torch.cat([e, f], dim=2))
        return self.out(hiddens), hiddens
