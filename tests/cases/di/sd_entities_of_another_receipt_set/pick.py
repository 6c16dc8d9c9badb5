import torch
from torch import nn


class BiLSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size, n_tags):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, batch_first=True, bidirectional=True)
        self.mlp = nn.Linear(hidden_size * 2, n_tags)

    def forward(self, x):
        return self.mlp(self.lstm(x)[0])


class Decoder(nn.Module):
    def __init__(self, input_size, hidden_size, n_tags):
        super().__init__()
        self.bilstm_layer = BiLSTMLayer(input_size, hidden_size, n_tags)
        self.transitions = nn.Parameter(torch.randn(n_tags, n_tags) * 0.1)

    def forward(self, x):
        return self.bilstm_layer(x)

    def nll(self, emissions, tags):
        """Negative log likelihood of the tag sequences under a linear chain CRF."""
        steps = torch.arange(emissions.size(1))
        gold = emissions.gather(2, tags.unsqueeze(2)).sum((1, 2))
        gold = gold + self.transitions[tags[:, :-1], tags[:, 1:]].sum(1)
        alpha = emissions[:, 0]
        for t in steps[1:]:
            alpha = torch.logsumexp(alpha.unsqueeze(2) + self.transitions, dim=1) + emissions[:, t]
        return (torch.logsumexp(alpha, dim=1) - gold).mean()


class PICKModel(nn.Module):
    def __init__(self, vocab_size, n_tags, dim=32, hidden=24):
        super().__init__()
        self.word_emb = nn.Embedding(vocab_size, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.decoder = Decoder(dim, hidden, n_tags)

    def forward(self, text, tags):
        emissions = self.decoder(self.encoder(self.word_emb(text)))
        return self.decoder.nll(emissions, tags)
