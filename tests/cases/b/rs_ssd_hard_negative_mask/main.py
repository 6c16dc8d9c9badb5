import torch
from torch import optim

from data import detection_batches
from multibox import MultiBoxLoss
from ssd import TinySSD

NUM_CLASSES = 6


def train():
    net = TinySSD(NUM_CLASSES)
    criterion = MultiBoxLoss(NUM_CLASSES, neg_pos=3)
    optimizer = optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
    for it, (images, loc_t, conf_t) in enumerate(detection_batches(2, net.num_priors, NUM_CLASSES)):
        loss_l, loss_c = criterion(net(images), (loc_t, conf_t))
        loss = loss_l + loss_c
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter {it} loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    train()
