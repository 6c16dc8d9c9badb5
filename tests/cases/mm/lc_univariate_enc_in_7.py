import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser(description="TimesNet-style forecasting")
parser.add_argument("--data", default="m4")
parser.add_argument("--seasonal_patterns", default="Hourly")
parser.add_argument("--features", default="M", help="M: multivariate, S: univariate")
parser.add_argument("--seq_len", type=int, default=38)
parser.add_argument("--pred_len", type=int, default=12)
parser.add_argument("--enc_in", type=int, default=7, help="encoder input size")
parser.add_argument("--c_out", type=int, default=1, help="output size")
parser.add_argument("--d_model", type=int, default=64)
parser.add_argument("--batch_size", type=int, default=32)
args = parser.parse_args([])

torch.manual_seed(2021)


class Dataset_M4(Dataset):
    """every row of Hourly-train.csv is one series, cut at random"""

    def __init__(self, n=64):
        rng = np.random.RandomState(2021)
        hours = np.arange(400)
        self.timeseries = [10 + np.sin(2 * np.pi * hours / 24 + rng.rand()) + 0.1 * rng.randn(400) for _ in range(n)]
        self.rng = rng

    def __len__(self):
        return len(self.timeseries)

    def __getitem__(self, index):
        ts = self.timeseries[index].astype(np.float32)
        cut = self.rng.randint(args.seq_len, len(ts) - args.pred_len)
        insample = ts[cut - args.seq_len:cut, None]
        outsample = ts[cut:cut + args.pred_len, None]
        return insample, outsample


class TokenEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super(TokenEmbedding, self).__init__()
        self.tokenConv = nn.Conv1d(in_channels=c_in, out_channels=d_model, kernel_size=3, padding=1,
                                   padding_mode="circular", bias=False)

    def forward(self, x):
        x = self.tokenConv(x.permute(0, 2, 1)).transpose(1, 2)
        return x


class DataEmbedding(nn.Module):
    def __init__(self, c_in, d_model, max_len=500):
        super(DataEmbedding, self).__init__()
        self.value_embedding = TokenEmbedding(c_in, d_model)
        self.position = nn.Parameter(torch.zeros(1, max_len, d_model))
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        return self.dropout(self.value_embedding(x) + self.position[:, :x.size(1)])


class Model(nn.Module):
    def __init__(self, configs):
        super(Model, self).__init__()
        self.enc_embedding = DataEmbedding(configs.enc_in, configs.d_model)
        self.encoder = nn.TransformerEncoderLayer(configs.d_model, 4, 128, batch_first=True)
        self.predict_linear = nn.Linear(configs.seq_len, configs.pred_len)
        self.projection = nn.Linear(configs.d_model, configs.c_out)

    def forward(self, x_enc):
        # Normalization from Non-stationary Transformer
        means = x_enc.mean(1, keepdim=True).detach()
        x_enc = x_enc - means
        enc_out = self.encoder(self.enc_embedding(x_enc))
        enc_out = self.predict_linear(enc_out.permute(0, 2, 1)).permute(0, 2, 1)
        return self.projection(enc_out) + means


train_loader = DataLoader(Dataset_M4(), batch_size=args.batch_size, shuffle=True)
model = Model(args)
model_optim = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.MSELoss()
for i, (batch_x, batch_y) in enumerate(train_loader):
    model_optim.zero_grad()
    outputs = model(batch_x)
    loss = criterion(outputs, batch_y)
    loss.backward()
    model_optim.step()
    print("iters: {0} | loss: {1:.5f}".format(i + 1, loss.item()))
