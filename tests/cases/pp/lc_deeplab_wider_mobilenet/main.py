import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from deeplab import deeplabv3plus_mobilenet


def get_argparser():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num_classes", type=int, default=6)
    parser.add_argument("--width_mult", type=float, default=2.0)
    parser.add_argument("--output_stride", type=int, default=16, choices=[8, 16])
    parser.add_argument("--batch_size", type=int, default=2)
    parser.add_argument("--crop_size", type=int, default=64)
    parser.add_argument("--total_itrs", type=int, default=2)
    return parser


def get_dataset(opts):
    images = torch.rand(4, 3, opts.crop_size, opts.crop_size)
    labels = torch.randint(0, opts.num_classes, (4, opts.crop_size, opts.crop_size))
    labels[:, :2] = 255
    return TensorDataset(images, labels)


def main():
    opts = get_argparser().parse_args()
    torch.manual_seed(1)
    loader = DataLoader(get_dataset(opts), batch_size=opts.batch_size, shuffle=True)
    model = deeplabv3plus_mobilenet(opts.num_classes, opts.output_stride, opts.width_mult)
    optimizer = torch.optim.SGD(
        [
            {"params": model.backbone.parameters(), "lr": 0.001},
            {"params": model.classifier.parameters(), "lr": 0.01},
        ],
        momentum=0.9,
    )
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    itrs = 0
    while itrs < opts.total_itrs:
        for images, labels in loader:
            itrs += 1
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            print(f"Itrs {itrs}/{opts.total_itrs}, Loss={loss.item():.4f}")


if __name__ == "__main__":
    main()
