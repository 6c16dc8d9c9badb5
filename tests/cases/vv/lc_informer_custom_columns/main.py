import argparse

from exp import ExpInformer

parser = argparse.ArgumentParser(description="long sequence forecasting")
parser.add_argument("--data", type=str, default="custom")
parser.add_argument("--features", type=str, default="M")
parser.add_argument("--target", type=str, default="load_24")
parser.add_argument("--seq_len", type=int, default=96)
parser.add_argument("--label_len", type=int, default=48)
parser.add_argument("--pred_len", type=int, default=24)
parser.add_argument("--enc_in", type=int, default=7)
parser.add_argument("--dec_in", type=int, default=7)
parser.add_argument("--c_out", type=int, default=7)
parser.add_argument("--d_model", type=int, default=64)
parser.add_argument("--n_heads", type=int, default=4)
parser.add_argument("--e_layers", type=int, default=2)
parser.add_argument("--batch_size", type=int, default=32)
parser.add_argument("--train_epochs", type=int, default=1)
args = parser.parse_args()

data_parser = {
    "ETTh1": {"T": "OT", "M": [7, 7, 7], "S": [1, 1, 1]},
    "WTH": {"T": "WetBulbCelsius", "M": [12, 12, 12], "S": [1, 1, 1]},
    "ECL": {"T": "MT_320", "M": [321, 321, 321], "S": [1, 1, 1]},
}
if args.data in data_parser:
    info = data_parser[args.data]
    args.target = info["T"]
    args.enc_in, args.dec_in, args.c_out = info[args.features]

exp = ExpInformer(args)
exp.train()
