import torch
from torch import nn


class AttNet(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gru = nn.GRU(dim, hidden, bidirectional=True)
        self.proj = nn.Linear(2 * hidden, 2 * hidden)
        self.context = nn.Linear(2 * hidden, 1, bias=False)

    def forward(self, x, h):
        out, h = self.gru(x, h)
        weights = torch.softmax(self.context(torch.tanh(self.proj(out))), dim=0)
        return (weights * out).sum(0), h


class HierAttNet(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.opt = opt
        self.lookup = nn.Embedding(opt.vocab, 50)
        self.word_att = AttNet(50, opt.word_hidden_size)
        self.sent_att = AttNet(2 * opt.word_hidden_size, opt.sent_hidden_size)
        self.fc = nn.Linear(2 * opt.sent_hidden_size, opt.classes)
        self.init_hidden_state()

    def init_hidden_state(self, last_batch_size=None):
        n = last_batch_size or self.opt.batch_size
        self.word_hidden_state = torch.zeros(2, n, self.opt.word_hidden_size)
        self.sent_hidden_state = torch.zeros(2, n, self.opt.sent_hidden_size)

    def forward(self, docs):
        sentences = []
        for sent in docs.permute(1, 2, 0):
            vec, self.word_hidden_state = self.word_att(self.lookup(sent), self.word_hidden_state)
            sentences.append(vec)
        doc, self.sent_hidden_state = self.sent_att(torch.stack(sentences), self.sent_hidden_state)
        return self.fc(doc)
