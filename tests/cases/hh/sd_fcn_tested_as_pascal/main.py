import os
import tempfile

import torch

from segment import build_parser, test
from train import train

torch.manual_seed(0)

with tempfile.TemporaryDirectory() as runs:
    model_path = os.path.join(runs, "fcn16s_cityscapes_best_model.pkl")
    train(dict(arch="fcn16s", dataset="cityscapes", iters=2), model_path)
    args = build_parser().parse_args(["--model_path", model_path, "--size", "64", "128"])
    test(args)
