import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

args = dict(
    n_mels=80,
    do_delta=True,
    einput=80,
    ehidden=32,
    vocab=30,
)


def delta(feat):
    padded = F.pad(feat.t()[None], (1, 1), mode="replicate")[0].t()
    return (padded[2:] - padded[:-2]) / 2


def extract(utterance, do_delta):
    feat = torch.log(utterance + 1e-3)
    if do_delta:
        d1 = delta(feat)
        feat = torch.cat([feat, d1, delta(d1)], dim=1)
    return (feat - feat.mean(0)) / (feat.std(0) + 1e-5)


def make_batch(n_mels, do_delta, lengths=(90, 75, 60)):
    g = torch.Generator().manual_seed(1)
    feats = [extract(torch.rand(n, n_mels, generator=g), do_delta) for n in lengths]
    texts = torch.randint(3, 30, (len(lengths), 12), generator=g)
    return pad_sequence(feats, batch_first=True), torch.tensor(lengths), texts


class Listener(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.rnn = nn.LSTM(input_size, hidden_size, 2, batch_first=True, bidirectional=True)

    def forward(self, padded_input, input_lengths):
        packed = pack_padded_sequence(padded_input, input_lengths, batch_first=True)
        output, _ = self.rnn(packed)
        return pad_packed_sequence(output, batch_first=True)[0]


class Speller(nn.Module):
    def __init__(self, vocab, enc_size, hidden=64):
        super().__init__()
        self.embed = nn.Embedding(vocab, hidden)
        self.rnn = nn.GRU(hidden, enc_size, batch_first=True)
        self.out = nn.Linear(2 * enc_size, vocab)

    def forward(self, texts, enc):
        query, _ = self.rnn(self.embed(texts))
        attn = torch.softmax(query @ enc.transpose(1, 2) / enc.size(2) ** 0.5, dim=2)
        return self.out(torch.cat([query, attn @ enc], dim=2))


class LAS(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder = Listener(args["einput"], args["ehidden"])
        self.decoder = Speller(args["vocab"], 2 * args["ehidden"])

    def forward(self, feats, lengths, texts):
        logits = self.decoder(texts[:, :-1], self.encoder(feats, lengths))
        return F.cross_entropy(logits.flatten(0, 1), texts[:, 1:].flatten())


model = LAS(args)
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
feats, lengths, texts = make_batch(args["n_mels"], args["do_delta"])
for step in range(2):
    loss = model(feats, lengths, texts)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
