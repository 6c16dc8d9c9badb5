import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser(description="Mixes the scales of a time series")
parser.add_argument("--seq_len", type=int, default=16, help="input steps")
parser.add_argument("--pred_len", type=int, default=16, help="steps to be predicted")
parser.add_argument("--enc_in", type=int, default=10, help="variables that are read")
parser.add_argument("--c_out", type=int, default=1, help="variables that are predicted")
parser.add_argument("--d_model", type=int, default=16)
parser.add_argument("--down_sampling_layers", type=int, default=1)
args = parser.parse_args()


class TimeMixer(nn.Module):
    def __init__(self, configs):
        super().__init__()
        self.configs = configs
        self.pred_len = configs.pred_len
        self.pool = nn.AvgPool1d(2)
        self.embed = nn.Linear(1, configs.d_model)
        self.mix = nn.Linear(configs.d_model, configs.d_model)
        self.predict_layers = nn.ModuleList(
            nn.Linear(configs.seq_len // 2 ** i, configs.pred_len) for i in range(configs.down_sampling_layers + 1)
        )
        self.projection_layer = nn.Linear(configs.d_model, 1)

    def multi_scale(self, x):
        scales = [x]
        for _ in range(self.configs.down_sampling_layers):
            x = self.pool(x.transpose(1, 2)).transpose(1, 2)
            scales.append(x)
        return scales

    def future_multi_mixing(self, B, enc_out_list):
        dec_out_list = []
        for i, enc_out in enumerate(enc_out_list):
            dec_out = self.predict_layers[i](enc_out.permute(0, 2, 1)).permute(0, 2, 1)
            dec_out = self.projection_layer(dec_out)
            dec_out = dec_out.reshape(B, self.configs.c_out, self.pred_len).permute(0, 2, 1).contiguous()
            dec_out_list.append(dec_out)
        return torch.stack(dec_out_list, dim=-1).sum(-1)

    def forward(self, x_enc):
        B = x_enc.shape[0]
        enc_out_list = []
        for x in self.multi_scale(x_enc):
            _, T, N = x.shape
            x = x.permute(0, 2, 1).contiguous().reshape(B * N, T, 1)  # each variable on its own
            enc_out_list.append(torch.relu(self.mix(self.embed(x))))
        return self.future_multi_mixing(B, enc_out_list)


def windows(n=40):
    t = torch.arange(n + args.seq_len + args.pred_len).float().unsqueeze(1)
    series = torch.sin(t / 6 + torch.arange(args.enc_in).float())
    x = torch.stack([series[i:i + args.seq_len] for i in range(n)])
    y = torch.stack([series[i + args.seq_len:i + args.seq_len + args.pred_len] for i in range(n)])
    return TensorDataset(x, y)


torch.manual_seed(0)
model = TimeMixer(args)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for batch_x, batch_y in DataLoader(windows(), batch_size=8, shuffle=True):
    outputs = model(batch_x)
    loss = nn.functional.mse_loss(outputs, batch_y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("mse", loss.item())
