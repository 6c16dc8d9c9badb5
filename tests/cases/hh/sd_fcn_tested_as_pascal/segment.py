import argparse

import torch

from fcn import get_model
from loaders import get_loader


def build_parser():
    parser = argparse.ArgumentParser(description="Params")
    parser.add_argument("--model_path", type=str)
    parser.add_argument("--arch", type=str, default="fcn16s")
    parser.add_argument("--dataset", type=str, default="pascal",
                        help="Dataset to use ['pascal, camvid, cityscapes']")
    parser.add_argument("--size", type=int, nargs=2, default=[64, 64])
    return parser


def test(args):
    loader = get_loader(args.dataset)(img_size=tuple(args.size))
    model = get_model(args.arch, loader.n_classes)
    state = torch.load(args.model_path)["model_state"]
    model.load_state_dict(state)
    model.eval()
    with torch.no_grad():
        outputs = model(loader[0][0].unsqueeze(0))
    pred = outputs.max(1)[1]
    print("Classes found: ", pred.unique().tolist())
