import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, enc_dim, dec_dim):
        super().__init__()
        self.key = nn.Linear(enc_dim, dec_dim, bias=False)

    def forward(self, query, memory):
        scores = torch.bmm(query, self.key(memory).transpose(1, 2))
        return torch.bmm(scores.softmax(-1), memory)


class QuestionGenerator(nn.Module):
    def __init__(self, vocab, embed, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, embed, padding_idx=0)
        self.encoder = nn.LSTM(embed, hidden // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.LSTM(embed, hidden, batch_first=True)
        self.attention = Attention(hidden, hidden)
        self.generator = nn.Linear(2 * hidden, vocab)

    def forward(self, sentence, question):
        memory, _ = self.encoder(self.embedding(sentence))
        steps = []
        state = None
        for t in range(question.size(1) - 1):
            token = self.embedding(question[:, t:t + 1])
            out, state = self.decoder(token, state)
            context = self.attention(out, memory)
            steps.append(self.generator(torch.cat([out, context], dim=-1)))
        return torch.cat(steps, dim=1).log_softmax(dim=-1)
