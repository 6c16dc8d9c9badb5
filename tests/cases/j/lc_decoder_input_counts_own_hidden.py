import torch
from torch import nn

ENC_HIDDEN, DEC_HIDDEN, EMBED, VOCAB = 32, 48, 20, 70


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, EMBED)
        self.rnn = nn.GRU(EMBED, ENC_HIDDEN, batch_first=True, bidirectional=True)

    def forward(self, src):
        return self.rnn(self.embed(src))[0]


class AttentionDecoder(nn.Module):
    """One step at a time; the context of the source stands beside the embedded word."""

    def __init__(self, embed_size, enc_size, dec_size):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, embed_size)
        self.bridge = nn.Linear(enc_size, dec_size)
        self.query = nn.Linear(dec_size, enc_size)
        self.rnncell = nn.GRUCell(embed_size + dec_size, dec_size)
        self.out = nn.Linear(dec_size, VOCAB)

    def forward(self, memory, tgt):
        state = torch.tanh(self.bridge(memory.mean(dim=1)))
        scores = []
        for step in range(tgt.size(1)):
            weights = torch.bmm(memory, self.query(state).unsqueeze(2)).softmax(dim=1)
            context = (weights * memory).sum(dim=1)
            dec_input = torch.cat([self.embed(tgt[:, step]), context], dim=1)
            state = self.rnncell(dec_input, state)
            scores.append(self.out(state))
        return torch.stack(scores, dim=1)


torch.manual_seed(0)
encoder = Encoder()
decoder = AttentionDecoder(EMBED, ENC_HIDDEN * 2, DEC_HIDDEN)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
for step in range(2):
    src, tgt = torch.randint(1, VOCAB, (6, 12)), torch.randint(1, VOCAB, (6, 7))
    scores = decoder(encoder(src), tgt[:, :-1])
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), tgt[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
