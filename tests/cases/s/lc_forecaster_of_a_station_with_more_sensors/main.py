import argparse

import torch

from data import build_loader
from model import Forecaster

parser = argparse.ArgumentParser(description="Forecasts of a station's readings")
parser.add_argument("--data", type=str, default="custom", help="data set")
parser.add_argument("--features", type=str, default="M", help="M: all to all, S: target to target, MS: all to target")
parser.add_argument("--seq_len", type=int, default=48, help="length of the encoder's input")
parser.add_argument("--label_len", type=int, default=24, help="known part of the decoder's input")
parser.add_argument("--pred_len", type=int, default=12, help="steps to be predicted")
parser.add_argument("--enc_in", type=int, default=7, help="series into the encoder")
parser.add_argument("--dec_in", type=int, default=7, help="series into the decoder")
parser.add_argument("--c_out", type=int, default=7, help="series out of the model")
parser.add_argument("--d_model", type=int, default=32, help="width of the model")
parser.add_argument("--batch_size", type=int, default=16)
args = parser.parse_args()


def process_one_batch(model, batch_x, batch_y):
    dec_inp = torch.zeros(batch_y.shape[0], args.pred_len, batch_y.shape[-1])
    dec_inp = torch.cat([batch_y[:, :args.label_len, :], dec_inp], dim=1)
    outputs = model(batch_x, dec_inp)
    return outputs, batch_y[:, -args.pred_len:, :]


def train():
    loader = build_loader(args)
    model = Forecaster(args.enc_in, args.dec_in, args.c_out, args.pred_len, args.d_model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for batch_x, batch_y in loader:
        pred, true = process_one_batch(model, batch_x, batch_y)
        loss = torch.nn.functional.mse_loss(pred, true)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


train()
