import torch
from torch.utils.data import DataLoader

from models.pointnet_sem_seg import PointNetSeg
from rooms import CLASSES, RoomBlocks


def train(args):
    loader = DataLoader(RoomBlocks(args.npoint), batch_size=args.batch_size, drop_last=True)
    classifier = PointNetSeg(len(CLASSES)).train()
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    for epoch in range(args.epoch):
        for points, target in loader:
            points = points.transpose(2, 1)
            pred = classifier(points)
            loss = torch.nn.functional.nll_loss(pred.reshape(-1, len(CLASSES)), target.reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())
