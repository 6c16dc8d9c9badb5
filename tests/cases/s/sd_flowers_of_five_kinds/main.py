import argparse
import os
import tempfile

import torch

from checkpoints import save_finetuned
from models import efficient, resnet

available_models = {"resnet18": resnet.resnet18, "efficient-b0": efficient.efficient_b0}


def get_parser():
    parser = argparse.ArgumentParser(description="Classification of pictures")
    parser.add_argument("--arch", default="resnet18", choices=available_models)
    parser.add_argument("--num-classes", type=int, default=5, help="kinds of flowers")
    parser.add_argument("--pretrained-from-file", default=None, help="weights of a former training")
    parser.add_argument("-b", "--batch-size", type=int, default=4)
    return parser


def prepare_model(args):
    model = available_models[args.arch](num_classes=args.num_classes)
    if args.pretrained_from_file:
        state = torch.load(args.pretrained_from_file, weights_only=True)
        model.load_state_dict(state["model"])
    return model


def benchmark(model, batch_size, steps=2):
    model.eval()
    with torch.no_grad():
        for step in range(steps):
            scores = model(torch.rand(batch_size, 3, 32, 32))
            print("step", step, tuple(scores.shape))


if __name__ == "__main__":
    args = get_parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.pretrained_from_file is None:
            args.pretrained_from_file = os.path.join(folder, "flowers.pth")
            save_finetuned(args.pretrained_from_file, kinds=5)
        benchmark(prepare_model(args), args.batch_size)
