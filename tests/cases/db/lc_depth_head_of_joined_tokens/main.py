import argparse

import torch

from nodes import DepthAnythingV3, LoadDepthAnythingV3Model

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="da3-base")
parser.add_argument("--size", type=int, nargs=2, default=(150, 200))
args = parser.parse_args()

torch.manual_seed(0)
(model,) = LoadDepthAnythingV3Model().loadmodel(args.model)
(depth,) = DepthAnythingV3().process(model, torch.rand(2, *args.size, 3))
print(args.model, tuple(depth.shape), f"mean {depth.mean().item():.3f}")
