import torch
from torch import nn

TEXT = "the quick brown fox jumps over the lazy dog and then the dog sleeps while the fox runs away " * 8
WORDS = sorted(set(TEXT.split()))
CORPUS = torch.tensor([WORDS.index(w) for w in TEXT.split()])


class CPUForgetMult(nn.Module):
    def forward(self, f, x, hidden_init=None):
        result = []
        forgets = f.split(1, dim=0)
        prev_h = hidden_init
        for i, h in enumerate((f * x).split(1, dim=0)):
            if prev_h is not None:
                h = h + (1 - forgets[i]) * prev_h
            result.append(h.squeeze())
            prev_h = h
        return torch.stack(result)


class QRNNLayer(nn.Module):
    """Quasi-recurrent layer with window size 1, input (seq_len, batch, input_size)."""

    def __init__(self, input_size, hidden_size, output_gate=True):
        super().__init__()
        self.hidden_size, self.output_gate = hidden_size, output_gate
        self.linear = nn.Linear(input_size, (3 if output_gate else 2) * hidden_size)
        self.forget_mult = CPUForgetMult()

    def forward(self, X, hidden=None):
        Y = self.linear(X)
        if self.output_gate:
            Z, F, O = Y.chunk(3, dim=2)
        else:
            Z, F = Y.chunk(2, dim=2)
        C = self.forget_mult(torch.sigmoid(F), torch.tanh(Z), hidden)
        H = torch.sigmoid(O) * C if self.output_gate else C
        return H, C[-1:, :, :]


class QRNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=2, dropout=0.1):
        super().__init__()
        self.layers = nn.ModuleList(
            QRNNLayer(input_size if n == 0 else hidden_size, hidden_size) for n in range(num_layers)
        )
        self.drop = nn.Dropout(dropout)

    def forward(self, x, hidden=None):
        next_hidden = []
        for i, layer in enumerate(self.layers):
            x, hn = layer(x, None if hidden is None else hidden[i:i + 1])
            next_hidden.append(hn)
            if i + 1 < len(self.layers):
                x = self.drop(x)
        return x, torch.cat(next_hidden, 0)


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp=16, nhid=24):
        super().__init__()
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = QRNN(ninp, nhid)
        self.decoder = nn.Linear(nhid, ntoken)

    def forward(self, input, hidden=None):
        output, hidden = self.rnn(self.encoder(input), hidden)
        return self.decoder(output), hidden


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    return data[:nbatch * bsz].view(bsz, -1).t().contiguous()


def train(model, source, bptt=6):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    hidden = None
    for i in range(0, source.size(0) - 1, bptt):
        seq_len = min(bptt, source.size(0) - 1 - i)
        data, targets = source[i:i + seq_len], source[i + 1:i + 1 + seq_len]
        output, hidden = model(data, None if hidden is None else hidden.detach())
        loss = nn.functional.cross_entropy(output.view(-1, output.size(-1)), targets.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def generate(model, start="the fox", n_words=10):
    model.eval()
    input = torch.tensor([[WORDS.index(w)] for w in start.split()])
    hidden, out = None, start.split()
    for _ in range(n_words):
        output, hidden = model(input, hidden)
        input = output[-1:].argmax(-1)
        out.append(WORDS[input.item()])
    return " ".join(out)


torch.manual_seed(0)
model = RNNModel(len(WORDS))
print("train loss", train(model, batchify(CORPUS, 8)))
print(generate(model))
