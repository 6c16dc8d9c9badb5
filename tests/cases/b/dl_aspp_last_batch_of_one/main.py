import argparse

from solver import Solver

parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--image_size", type=int, default=64)
parser.add_argument("--num_epochs", type=int, default=1)
parser.add_argument("--lr", type=float, default=2e-4)
config = parser.parse_args()
Solver(config).train()
