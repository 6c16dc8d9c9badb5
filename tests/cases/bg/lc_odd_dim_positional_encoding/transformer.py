from torch import nn

from pos import PositionalEncoding


class SeriesTransformer(nn.Module):
    """Reads a window of sensor values, one token per time step, and predicts the next step."""

    def __init__(self, dim, n_heads, n_layers, max_seq_len):
        super().__init__()
        self.pos = PositionalEncoding(dim, max_seq_len)
        layer = nn.TransformerEncoderLayer(dim, n_heads, 4 * dim, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers)
        self.head = nn.Linear(dim, dim)

    def forward(self, window):
        hidden = self.encoder(self.pos(window))
        return self.head(hidden[:, -1])
