from torch import nn


class TransformerEncoder(nn.Module):
    def __init__(self, in_bands, num_classes, d_model=32):
        super().__init__()
        self.in_linear = nn.Linear(in_bands, d_model)
        self.day_embedding = nn.Embedding(367, d_model, padding_idx=366)
        self.encoder = nn.TransformerEncoderLayer(d_model, 4, 64, batch_first=True)
        self.head = nn.Linear(d_model, num_classes)

    def forward(self, x, dates):
        padding = dates == -1
        h = self.in_linear(x) + self.day_embedding(dates.masked_fill(padding, 366))
        h = self.encoder(h, src_key_padding_mask=padding)
        keep = (~padding).unsqueeze(-1)
        return self.head((h * keep).sum(1) / keep.sum(1))
