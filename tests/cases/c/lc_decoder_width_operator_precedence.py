import torch
import torch.nn as nn

PAD, SOS, EOS = 0, 1, 2
hidden_size = 64
bidirectional = False
max_len = 12


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True, bidirectional=bidirectional)

    def forward(self, tokens):
        return self.rnn(self.embedding(tokens))


class DecoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def bridge(self, h):
        if self.bidirectional:
            h = torch.cat([h[0::2], h[1::2]], dim=2)
        return h

    def forward(self, targets, encoder_hidden):
        output, _ = self.rnn(self.embedding(targets), self.bridge(encoder_hidden))
        return self.out(output)


class Seq2seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, source, target):
        _, h = self.encoder(source)
        return self.decoder(target[:, :-1], h)


def reversed_digits(n=16, length=10):
    src = torch.randint(3, 13, (n, length))
    edge = torch.ones(n, 1, dtype=torch.long)
    return src, torch.cat([SOS * edge, src.flip(1), EOS * edge], dim=1)


encoder = EncoderRNN(13, hidden_size, bidirectional=bidirectional)
decoder = DecoderRNN(13, hidden_size * 2 if bidirectional else 1, bidirectional=bidirectional)
seq2seq = Seq2seq(encoder, decoder)
loss_fn = nn.CrossEntropyLoss(ignore_index=PAD)
optimizer = torch.optim.Adam(seq2seq.parameters())
for epoch in range(3):
    src, tgt = reversed_digits()
    logits = seq2seq(src, tgt)
    loss = loss_fn(logits.flatten(0, 1), tgt[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("epoch", epoch, loss.item())
