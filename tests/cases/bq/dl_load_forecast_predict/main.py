import argparse

import torch

from exp import ExpForecast

parser = argparse.ArgumentParser(description="hourly load, direct multi-step forecast")
parser.add_argument("--seq_len", type=int, default=48)
parser.add_argument("--label_len", type=int, default=24)
parser.add_argument("--pred_len", type=int, default=48)
parser.add_argument("--enc_in", type=int, default=3)
parser.add_argument("--d_model", type=int, default=32)
parser.add_argument("--n_heads", type=int, default=4)
parser.add_argument("--batch_size", type=int, default=8)
parser.add_argument("--do_predict", type=int, default=1)
args = parser.parse_args()

torch.manual_seed(2021)
exp = ExpForecast(args)
exp.train()
if args.do_predict:
    forecast = exp.predict()
    print("forecast", tuple(forecast.shape))
