import torch
from torch import nn
import torch.nn.functional as F

TEXT = (
    "it was a bright cold day in april and the clocks were striking thirteen . "
    "the hall smelt of boiled cabbage and old rag mats . "
    "outside , even through the shut window pane , the world looked cold . "
) * 12


class DropLSTMCell(nn.LSTMCell):
    """LSTM cell with dropout on its output."""

    def __init__(self, input_size, hidden_size, dropout=0.0):
        super().__init__(input_size, hidden_size)
        self.dropout = dropout

    def forward(self, x, hidden):
        h, c = super().forward(x, hidden)
        return F.dropout(h, self.dropout, self.training), (h, c)


class LSTMStack(nn.Module):
    def __init__(self, input_size, layer_sizes, dropout=0.0):
        super().__init__()
        self.layer_sizes = layer_sizes
        layers = []
        prev_size = input_size
        for size in layer_sizes[:-1]:
            layers.append(DropLSTMCell(prev_size, size, dropout=dropout))
            prev_size = size
        # no dropout after the last layer
        layers.append(DropLSTMCell(prev_size, size))
        self.layers = nn.ModuleList(layers)

    def create_hiddens(self, bsz):
        w = self.layers[0].weight_hh
        return [(w.new_zeros(bsz, n), w.new_zeros(bsz, n)) for n in self.layer_sizes]

    def forward(self, x, hiddens):
        new_hiddens = []
        for layer, hidden in zip(self.layers, hiddens):
            x, hidden = layer(x, hidden)
            new_hiddens.append(hidden)
        return x, new_hiddens


class CharModel(nn.Module):
    def __init__(self, n_chars, emb=24, layer_sizes=(96, 64, 48), dropout=0.2):
        super().__init__()
        self.embed = nn.Embedding(n_chars, emb)
        self.rnn = LSTMStack(emb, layer_sizes, dropout)
        self.decoder = nn.Linear(layer_sizes[-1], n_chars)

    def forward(self, tokens, hiddens):
        outputs = []
        for t in range(tokens.size(1)):
            out, hiddens = self.rnn(self.embed(tokens[:, t]), hiddens)
            outputs.append(self.decoder(out))
        return torch.stack(outputs, dim=1), hiddens


def detach(hiddens):
    return [(h.detach(), c.detach()) for h, c in hiddens]


def main(bsz=8, bptt=20, epochs=2):
    torch.manual_seed(3)
    chars = sorted(set(TEXT))
    ids = torch.tensor([chars.index(ch) for ch in TEXT])
    stream = ids[: len(ids) // bsz * bsz].view(bsz, -1)
    model = CharModel(len(chars))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        hiddens, total, steps = model.rnn.create_hiddens(bsz), 0.0, 0
        for start in range(0, stream.size(1) - bptt - 1, bptt):
            x, y = stream[:, start:start + bptt], stream[:, start + 1:start + bptt + 1]
            logits, hiddens = model(x, detach(hiddens))
            loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total, steps = total + loss.item(), steps + 1
        print(f"epoch {epoch} nats per char {total / steps:.3f}")


main()
