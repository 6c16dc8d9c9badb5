import torch
import torch.nn as nn


class TemporalAttention(nn.Module):
    def __init__(self, hidden_size, feat_size, bottleneck_size):
        super().__init__()
        self.W = nn.Linear(hidden_size, bottleneck_size, bias=False)
        self.U = nn.Linear(feat_size, bottleneck_size, bias=False)
        self.b = nn.Parameter(torch.ones(bottleneck_size))
        self.w = nn.Linear(bottleneck_size, 1, bias=False)

    def forward(self, hidden, feats):
        Wh = self.W(hidden).unsqueeze(1)
        Uv = self.U(feats.reshape(-1, feats.size(-1))).view(*feats.shape[:2], -1)
        energies = self.w(torch.tanh(Wh + Uv + self.b)).squeeze(2)
        weights = energies.softmax(dim=1)
        return (feats * weights.unsqueeze(2)).sum(dim=1), weights


class Decoder(nn.Module):
    def __init__(self, n_vocab, embedding_size, feat_size, hidden_size, attn_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(n_vocab, embedding_size)
        self.attention = TemporalAttention(hidden_size, feat_size, attn_size)
        self.rnn = nn.LSTMCell(embedding_size + feat_size, hidden_size)
        self.out = nn.Linear(hidden_size, n_vocab)

    def init_hidden(self, batch_size):
        zeros = torch.zeros(batch_size, self.hidden_size)
        return zeros, zeros.clone()

    def forward(self, word, hidden, feats):
        context, _ = self.attention(hidden[0], feats)
        hidden = self.rnn(torch.cat([self.embedding(word), context], dim=1), hidden)
        return self.out(hidden[0]), hidden


class CaptionGenerator(nn.Module):
    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, feats, captions):
        hidden = self.decoder.init_hidden(feats.size(0))
        outputs = []
        for t in range(captions.size(1) - 1):
            output, hidden = self.decoder(captions[:, t], hidden, feats)
            outputs.append(output)
        return torch.stack(outputs, dim=1)
