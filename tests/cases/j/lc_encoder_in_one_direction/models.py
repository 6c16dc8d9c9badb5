import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.num_directions = 2 if opt.brnn else 1
        self.word_lut = nn.Embedding(opt.vocab, opt.word_vec_size)
        self.rnn = nn.GRU(opt.word_vec_size, opt.enc_rnn_size // 2, batch_first=True, bidirectional=opt.brnn)

    def forward(self, src):
        outputs, hidden = self.rnn(self.word_lut(src))
        return outputs, hidden[-1]


class DecInit(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.initer = nn.Linear(opt.enc_rnn_size // 2, opt.dec_rnn_size)

    def forward(self, last):
        return torch.tanh(self.initer(last)).unsqueeze(0)


class Decoder(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.word_lut = nn.Embedding(opt.vocab, opt.word_vec_size)
        self.rnn = nn.GRU(opt.word_vec_size, opt.dec_rnn_size, batch_first=True)
        self.attn = nn.Linear(opt.dec_rnn_size, opt.enc_rnn_size)
        self.readout = nn.Linear(opt.enc_rnn_size + opt.dec_rnn_size, opt.vocab)

    def forward(self, words, context, state):
        out, _ = self.rnn(self.word_lut(words), state)
        weights = torch.bmm(self.attn(out), context.transpose(1, 2)).softmax(dim=-1)
        return self.readout(torch.cat([out, torch.bmm(weights, context)], dim=-1))
