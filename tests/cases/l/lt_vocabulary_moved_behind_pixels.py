import torch
import torch.nn.functional as F
from torch import nn


class RowTransformer(nn.Module):
    def __init__(self, dim, depth, heads):
        super().__init__()
        layer = nn.TransformerEncoderLayer(dim, heads, dim * 2, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, depth)

    def forward(self, x):
        b, c, h, w = x.shape
        rows = x.permute(0, 2, 3, 1).reshape(b * h, w, c)
        rows = self.layers(rows)
        return rows.reshape(b, h, w, c).permute(0, 3, 1, 2)


class NonLinear2DDecoder(nn.Module):
    """Predicts the word at every place of a grid."""

    def __init__(self, vocab_size, dim=48, depth=2, heads=4):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, dim)
        self.transformer = RowTransformer(dim, depth, heads)
        self.to_logits = nn.Conv2d(dim, vocab_size, 1)

    def forward(self, grid):
        x = self.embed(grid).permute(0, 3, 1, 2)
        return self.to_logits(self.transformer(x))


class Autoregressive2DWrapper(nn.Module):
    def __init__(self, net, pad_value=0):
        super().__init__()
        self.net = net
        self.pad_value = pad_value

    def forward(self, x):
        x_input = x[:, :-1, :-1]
        x_labels = x[:, 1:, 1:]
        logits = self.net(x_input)
        return F.cross_entropy(logits.permute(0, 2, 3, 1), x_labels, ignore_index=self.pad_value)


def cycle(text, batch_size, side):
    while True:
        starts = torch.randint(0, len(text) - side * side, (batch_size,))
        yield torch.stack([text[s:s + side * side].view(side, side) for s in starts])


torch.manual_seed(0)
enwik = torch.randint(1, 100, (20000,))
model = Autoregressive2DWrapper(NonLinear2DDecoder(vocab_size=100))
optim = torch.optim.Adam(model.parameters(), lr=3e-4)
train_loader = cycle(enwik, batch_size=4, side=12)

for i in range(3):
    loss = model(next(train_loader))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    optim.step()
    optim.zero_grad()
    print("training loss", loss.item())
