import numpy as np
import torch

from faster_rcnn import vgg16


def demo(load_name):
    pascal_classes = np.asarray([
        "__background__",
        "aeroplane", "bicycle", "bird", "boat",
        "bottle", "bus", "car", "cat", "chair",
        "cow", "diningtable", "dog", "horse",
        "motorbike", "person", "pottedplant",
        "sheep", "sofa", "train", "tvmonitor",
    ])
    fasterRCNN = vgg16(pascal_classes)
    fasterRCNN.create_architecture()
    print("load checkpoint")
    checkpoint = torch.load(load_name, weights_only=True)
    fasterRCNN.load_state_dict(checkpoint["model"])
    fasterRCNN.eval()
    with torch.no_grad():
        scores, boxes = fasterRCNN(torch.rand(6, 3, 64, 64))
    for j in range(1, len(pascal_classes)):
        inds = (scores[:, j] > 0.5).nonzero().view(-1)
        if len(inds):
            print(pascal_classes[j], boxes[inds][:, j * 4:(j + 1) * 4].shape)
