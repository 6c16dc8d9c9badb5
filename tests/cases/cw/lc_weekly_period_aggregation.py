import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def get_args():
    parser = argparse.ArgumentParser(description="SparseTSF")
    parser.add_argument("--seq_len", type=int, default=112, help="look-back window")
    parser.add_argument("--pred_len", type=int, default=28, help="forecast horizon")
    parser.add_argument("--enc_in", type=int, default=5, help="number of series")
    parser.add_argument("--period_len", type=int, default=7, help="length of the dominant cycle")
    parser.add_argument("--model_type", type=str, default="linear", choices=["linear", "mlp"])
    parser.add_argument("--d_model", type=int, default=64, help="hidden size of the mlp")
    parser.add_argument("--batch_size", type=int, default=16)
    parser.add_argument("--train_epochs", type=int, default=2)
    parser.add_argument("--learning_rate", type=float, default=0.01)
    return parser.parse_args([])


class DailySales(Dataset):
    """Daily sales of a few shops, busier towards the weekend."""

    def __init__(self, args, n_days=420):
        rng = np.random.RandomState(11)
        day = np.arange(n_days)[:, None]
        weekly = np.sin(2 * np.pi * day / 7 + rng.rand(1, args.enc_in))
        trend = day / n_days * rng.rand(1, args.enc_in)
        self.data = (weekly + trend + 0.1 * rng.randn(n_days, args.enc_in)).astype(np.float32)
        self.seq_len, self.pred_len = args.seq_len, args.pred_len

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1

    def __getitem__(self, index):
        s_end = index + self.seq_len
        return self.data[index:s_end], self.data[s_end:s_end + self.pred_len]


class Model(nn.Module):
    def __init__(self, configs):
        super().__init__()
        self.seq_len = configs.seq_len
        self.pred_len = configs.pred_len
        self.enc_in = configs.enc_in
        self.period_len = configs.period_len

        self.seg_num_x = self.seq_len // self.period_len
        self.seg_num_y = self.pred_len // self.period_len

        self.conv1d = nn.Conv1d(in_channels=1, out_channels=1,
                                kernel_size=1 + 2 * self.period_len // 2,
                                stride=1,
                                padding=self.period_len // 2,
                                padding_mode="zeros", bias=False)

        if configs.model_type == "linear":
            self.predict = nn.Linear(self.seg_num_x, self.seg_num_y, bias=False)
        else:
            self.predict = nn.Sequential(
                nn.Linear(self.seg_num_x, configs.d_model), nn.ReLU(),
                nn.Linear(configs.d_model, self.seg_num_y))

    def forward(self, x):
        batch_size = x.shape[0]
        # normalization and permute     b,s,c -> b,c,s
        seq_mean = torch.mean(x, dim=1).unsqueeze(1)
        x = (x - seq_mean).permute(0, 2, 1)

        # 1D convolution aggregation
        x = self.conv1d(x.reshape(-1, 1, self.seq_len)).reshape(-1, self.enc_in, self.seq_len) + x

        # downsampling: b,c,s -> bc,n,w -> bc,w,n
        x = x.reshape(-1, self.seg_num_x, self.period_len).permute(0, 2, 1)

        # sparse forecasting
        y = self.predict(x)

        # upsampling: bc,w,m -> bc,m,w -> b,c,s
        y = y.permute(0, 2, 1).reshape(batch_size, self.enc_in, self.pred_len)

        # permute and denorm
        return y.permute(0, 2, 1) + seq_mean


def main():
    args = get_args()
    torch.manual_seed(2023)
    loader = DataLoader(DailySales(args), batch_size=args.batch_size, shuffle=True, drop_last=True)
    model = Model(args)
    optim = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    criterion = nn.MSELoss()
    for epoch in range(args.train_epochs):
        losses = []
        for batch_x, batch_y in loader:
            loss = criterion(model(batch_x), batch_y)
            optim.zero_grad()
            loss.backward()
            optim.step()
            losses.append(loss.item())
        print(f"Epoch: {epoch + 1} | Train Loss: {np.average(losses):.6f}")


if __name__ == "__main__":
    main()
