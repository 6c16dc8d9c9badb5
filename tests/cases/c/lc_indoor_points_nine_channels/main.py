import argparse

from train_semseg import train

parser = argparse.ArgumentParser("semantic segmentation of rooms")
parser.add_argument("--npoint", type=int, default=256)
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--epoch", type=int, default=1)
train(parser.parse_args([]))
