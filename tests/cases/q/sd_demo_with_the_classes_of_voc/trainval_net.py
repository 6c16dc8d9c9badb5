import os

import torch

from faster_rcnn import vgg16


class imdb:
    """The part of a data set that training asks for."""

    def __init__(self, name):
        self.name = name
        self.classes = ("__background__", "apple", "orange", "banana")


def train(save_dir):
    data = imdb("fruit_2020_trainval")
    fasterRCNN = vgg16(data.classes)
    fasterRCNN.create_architecture()
    optimizer = torch.optim.SGD(fasterRCNN.parameters(), lr=0.001, momentum=0.9)
    cls_prob, bbox_pred = fasterRCNN(torch.rand(4, 3, 48, 48))
    loss = -cls_prob[range(4), [0, 1, 2, 3]].log().mean() + bbox_pred.abs().mean()
    loss.backward()
    optimizer.step()
    path = os.path.join(save_dir, "faster_rcnn_1_1_47.pth")
    torch.save({"session": 1, "epoch": 1, "model": fasterRCNN.state_dict(), "class_agnostic": False}, path)
    return path
