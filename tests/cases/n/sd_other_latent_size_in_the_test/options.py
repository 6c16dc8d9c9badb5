import argparse


def base_parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ngf", type=int, default=16)
    parser.add_argument("--input_nc", type=int, default=1)
    parser.add_argument("--output_nc", type=int, default=3)
    parser.add_argument("--nz", type=int, default=8, help="length of the latent vector")
    return parser


def train_options():
    parser = base_parser()
    parser.add_argument("--niter", type=int, default=3)
    return parser.parse_args(["--nz", "48", "--input_nc", "1"])


def test_options():
    parser = base_parser()
    parser.add_argument("--n_samples", type=int, default=4)
    return parser.parse_args(["--n_samples", "2"])
