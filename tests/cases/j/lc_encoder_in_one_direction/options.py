import argparse


def parse(words=()):
    parser = argparse.ArgumentParser()
    parser.add_argument("--vocab", type=int, default=90)
    parser.add_argument("--word_vec_size", type=int, default=24)
    parser.add_argument("--enc_rnn_size", type=int, default=64, help="both directions together")
    parser.add_argument("--dec_rnn_size", type=int, default=64)
    parser.add_argument("--brnn", action="store_true", help="read the source in both directions")
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--learning_rate", type=float, default=0.001)
    return parser.parse_args(list(words))
