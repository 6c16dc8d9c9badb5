import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, vocab_size, embedding_size, feature_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_size, padding_idx=0)
        self.rnn = nn.LSTM(embedding_size + feature_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def forward(self, features, words):
        context = features.mean(1, keepdim=True).expand(-1, words.size(1), -1)
        hidden, _ = self.rnn(torch.cat([self.embedding(words), context], dim=2))
        return self.out(hidden), hidden


class Reconstructor(nn.Module):
    def __init__(self, hidden_size, feature_size):
        super().__init__()
        self.rnn = nn.LSTM(hidden_size, feature_size, batch_first=True)

    def forward(self, hidden):
        return self.rnn(hidden)[0].mean(1)
