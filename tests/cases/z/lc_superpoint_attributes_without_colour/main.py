"""Classifies superpoints of laser scans."""
import argparse
import ast

import torch
from torch import nn, optim
from torch.utils.data import DataLoader

from clouds import SuperpointClouds
from pointnet import PointNet


def build_parser():
    parser = argparse.ArgumentParser(description="Superpoint classification")
    parser.add_argument("--epochs", default=1, type=int)
    parser.add_argument("--batch_size", default=16, type=int)
    parser.add_argument("--lr", default=1e-2, type=float)
    parser.add_argument("--pc_attrib", default="xyzed", help="point attributes fed to the network")
    parser.add_argument("--classes", default=5, type=int)
    parser.add_argument("--ptn_npts", default=64, type=int, help="points kept per superpoint")
    parser.add_argument("--ptn_nfeat_stn", default=8, type=int, help="attributes seen by the spatial transformer")
    parser.add_argument("--ptn_widths", default="[16,32,64]")
    parser.add_argument("--ptn_widths_stn", default="[16,32]")
    return parser


def create_model(args):
    return PointNet(
        nfeat=len(args.pc_attrib),
        nfeat_stn=args.ptn_nfeat_stn,
        widths=ast.literal_eval(args.ptn_widths),
        widths_stn=ast.literal_eval(args.ptn_widths_stn),
        classes=args.classes,
    )


def train(model, loader, optimizer):
    model.train()
    correct = seen = 0
    for clouds, clouds_global, label in loader:
        outputs = model(clouds, clouds_global)
        loss = nn.functional.cross_entropy(outputs, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        correct += (outputs.argmax(1) == label).sum().item()
        seen += len(label)
    return correct / seen


def main():
    args = build_parser().parse_args()
    data = SuperpointClouds(args.pc_attrib, args.ptn_npts, classes=args.classes)
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    model = create_model(args)
    optimizer = optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        print(f"epoch {epoch} accuracy {train(model, loader, optimizer):.3f}")


if __name__ == "__main__":
    main()
