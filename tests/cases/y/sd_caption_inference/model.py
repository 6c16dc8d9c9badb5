import torch
from torch import nn


class CaptionRNN(nn.Module):
    def __init__(self, vocab_size, embed_dim, hidden_dim):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.gru = nn.GRU(embed_dim, hidden_dim, batch_first=True)
        self.linear = nn.Linear(hidden_dim, vocab_size)


class CaptionModel_B(nn.Module):
    """The picture gives the first hidden state of the recurrent network."""

    def __init__(self, feature_dim, vocab_size, embed_dim=50, hidden_dim=160):
        super().__init__()
        self.project = nn.Linear(feature_dim, hidden_dim)
        self.rnn = CaptionRNN(vocab_size, embed_dim, hidden_dim)

    def forward(self, features, tokens):
        hidden = torch.tanh(self.project(features)).unsqueeze(0)
        out, _ = self.rnn.gru(self.rnn.embed(tokens), hidden)
        return self.rnn.linear(out)

    @torch.no_grad()
    def sample(self, feature, max_length=15):
        hidden = torch.tanh(self.project(feature)).view(1, 1, -1)
        word, found = torch.tensor([[1]]), []
        for _ in range(max_length):
            out, hidden = self.rnn.gru(self.rnn.embed(word), hidden)
            word = self.rnn.linear(out[:, -1]).argmax(1, keepdim=True)
            if word.item() == 2:
                break
            found.append(word.item())
        return found
