import argparse

import torch
from torch.utils.data import DataLoader

from engine import train_one_epoch
from pictures import select_dataset
from slot_model import SlotModel


def get_args_parser():
    parser = argparse.ArgumentParser("SCOUTER", add_help=False)
    parser.add_argument("--lr", default=1e-4, type=float)
    parser.add_argument("--batch_size", default=4, type=int)
    parser.add_argument("--img_size", default=224, type=int, help="size of the pictures")
    parser.add_argument("--channel", default=64, type=int, help="channels of the last feature map")
    parser.add_argument("--num_classes", default=5, type=int)
    parser.add_argument("--hidden_dim", default=32, type=int)
    parser.add_argument("--feature_size", default=9, type=int, help="side of the last feature map")
    return parser


args = get_args_parser().parse_args([])
model = SlotModel(args)
optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
data_loader_train = DataLoader(select_dataset(args), args.batch_size, shuffle=True)
print(train_one_epoch(model, data_loader_train, optimizer))
