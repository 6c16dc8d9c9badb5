import argparse

import torch

from factory import create_model

parser = argparse.ArgumentParser(description="PyTorch ImageNet Inference")
parser.add_argument("--model", "-m", default="efficientnet_b0")
parser.add_argument("--batch-size", "-b", type=int, default=16)
parser.add_argument("--num-classes", type=int, default=1000, help="Number classes in dataset")
parser.add_argument("--checkpoint", default="", help="path to latest checkpoint")


def main(images, argv):
    args = parser.parse_args(argv)
    model = create_model(
        args.model,
        num_classes=args.num_classes,
        in_chans=3,
        checkpoint_path=args.checkpoint)
    model.eval()

    k = 5
    topk_ids = []
    with torch.no_grad():
        for input in images.split(args.batch_size):
            labels = model(input)
            topk = labels.topk(k)[1]
            topk_ids.append(topk.numpy())
    for row in topk_ids[0][:3]:
        print(",".join(str(v) for v in row))
