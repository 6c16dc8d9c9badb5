import argparse


def parse(words=None):
    parser = argparse.ArgumentParser(description="multiscale mixing for long forecasts")
    parser.add_argument("--seq_len", type=int, default=96)
    parser.add_argument("--label_len", type=int, default=12, help="start token length of the decoder")
    parser.add_argument("--pred_len", type=int, default=96)
    parser.add_argument("--channels", type=int, default=6)
    parser.add_argument("--down_sampling_layers", type=int, default=0)
    parser.add_argument("--batch_size", type=int, default=16)
    return parser.parse_args(words)
