import argparse


def parse_tacotron2_args(parent, add_help=False):
    """Options of the teacher network."""
    parser = argparse.ArgumentParser(parents=[parent], add_help=add_help)
    parser.add_argument("--mask-padding", default=False, type=bool, help="Use mask padding")
    parser.add_argument("--n-mel-channels", default=80, type=int, help="Number of bins in mel-spectrograms")

    symbols = parser.add_argument_group("symbols parameters")
    symbols.add_argument("--n-symbols", default=148, type=int, help="Number of symbols in dictionary")
    symbols.add_argument("--symbols-embedding-dim", default=64, type=int, help="Input embedding dimension")

    encoder = parser.add_argument_group("encoder parameters")
    encoder.add_argument("--encoder-kernel-size", default=5, type=int)
    encoder.add_argument("--encoder-n-convolutions", default=2, type=int)
    return parser


def tacotron2_config(args):
    return dict(
        n_symbols=args.n_symbols,
        symbols_embedding_dim=args.symbols_embedding_dim,
        encoder_kernel_size=args.encoder_kernel_size,
        encoder_n_convolutions=args.encoder_n_convolutions,
        n_mel_channels=args.n_mel_channels,
    )
