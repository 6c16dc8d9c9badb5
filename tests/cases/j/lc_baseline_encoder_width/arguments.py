import argparse


def parse(words):
    parser = argparse.ArgumentParser()
    parser.add_argument("-encoder", default="bert", choices=["bert", "baseline"])
    parser.add_argument("-vocab", default=120, type=int)
    parser.add_argument("-enc_hidden_size", default=32, type=int)
    parser.add_argument("-enc_layers", default=2, type=int)
    parser.add_argument("-dec_hidden_size", default=48, type=int)
    parser.add_argument("-dec_layers", default=1, type=int)
    parser.add_argument("-lr", default=0.001, type=float)
    return parser.parse_args(words)
