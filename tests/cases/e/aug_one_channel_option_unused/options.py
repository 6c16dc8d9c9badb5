import argparse


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--input_nc", type=int, default=1, help="channels of the input pictures: 3 colour, 1 gray")
    parser.add_argument("--output_nc", type=int, default=1, help="channels of the output pictures")
    parser.add_argument("--ngf", type=int, default=8)
    parser.add_argument("--load_size", type=int, default=72)
    parser.add_argument("--crop_size", type=int, default=64)
    return parser.parse_args()
