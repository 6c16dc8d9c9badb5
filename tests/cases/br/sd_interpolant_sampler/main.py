import argparse
import os
import tempfile

import torch

from sample import sample
from train import train


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="SiT-T/2")
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--num-classes", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--steps", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    torch.manual_seed(0)
    args = get_args()
    with tempfile.TemporaryDirectory() as out:
        ckpt = os.path.join(out, "0000002.pt")
        train(args, ckpt)
        latents = sample(args, ckpt, class_labels=[2, 7, 7])
    print("sampled", tuple(latents.shape))
