import argparse


def parse(argv=()):
    parser = argparse.ArgumentParser("SqueezeNet on CIFAR")
    parser.add_argument("--batch_size", type=int, default=64)
    parser.add_argument("--epoch", type=int, default=1)
    parser.add_argument("--learning_rate", type=float, default=0.01)
    parser.add_argument("--num_classes", type=int, default=10)
    return parser.parse_args(list(argv))
