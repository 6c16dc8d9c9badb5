import torch
from torch import nn


class PatchEmbedding(nn.Module):
    """EEGNet-like convolutions that turn a trial into a short token sequence."""

    def __init__(self, n_chans, n_filters_time, kernel_size, depth_multiplier, pool_1, pool_2):
        super().__init__()
        n_filters = n_filters_time * depth_multiplier
        self.conv = nn.Sequential(
            nn.Conv2d(1, n_filters_time, (1, kernel_size), padding="same", bias=False),
            nn.BatchNorm2d(n_filters_time),
            nn.Conv2d(n_filters_time, n_filters, (n_chans, 1), groups=n_filters_time, bias=False),
            nn.BatchNorm2d(n_filters), nn.ELU(), nn.AvgPool2d((1, pool_1)), nn.Dropout(0.3),
            nn.Conv2d(n_filters, n_filters, (1, 16), padding="same", bias=False),
            nn.BatchNorm2d(n_filters), nn.ELU(), nn.AvgPool2d((1, pool_2)), nn.Dropout(0.3),
        )

    def forward(self, x):
        return self.conv(x.unsqueeze(1)).squeeze(2).transpose(1, 2)


class PositionalEncoding(nn.Module):
    def __init__(self, emb_size, length=100, drop_prob=0.1):
        super().__init__()
        self.dropout = nn.Dropout(drop_prob)
        self.encoding = nn.Parameter(torch.randn(1, length, emb_size))

    def forward(self, x):
        return self.dropout(x + self.encoding[:, : x.shape[1], :])


class CTNet(nn.Module):
    def __init__(self, n_chans, n_outputs, n_times, emb_size=40, heads=4, depth=2,
                 n_filters_time=20, kernel_size=64, depth_multiplier=2, pool_1=8, pool_2=8):
        super().__init__()
        self.emb_size = emb_size
        self.cnn = PatchEmbedding(n_chans, n_filters_time, kernel_size, depth_multiplier, pool_1, pool_2)
        self.position = PositionalEncoding(emb_size)
        layer = nn.TransformerEncoderLayer(emb_size, heads, emb_size * 4, activation="gelu", batch_first=True)
        self.trans = nn.TransformerEncoder(layer, depth)
        self.final_layer = nn.Linear(emb_size * (n_times // pool_1 // pool_2), n_outputs)

    def forward(self, x):
        tokens = self.cnn(x)
        tokens = tokens * self.emb_size ** 0.5
        tokens = self.position(tokens)
        features = tokens + self.trans(tokens)
        return self.final_layer(features.flatten(1))


torch.manual_seed(0)
trials = torch.randn(16, 22, 500)
hands = torch.randint(0, 2, (16,))

model = CTNet(n_chans=22, n_outputs=2, n_times=500, emb_size=256)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.5, 0.999))
for step in range(2):
    pick = slice(step * 8, step * 8 + 8)
    loss = nn.functional.cross_entropy(model(trials[pick]), hands[pick])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
