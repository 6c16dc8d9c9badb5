import os
import tempfile

import torch

from labels import read_labels, save_labels
from ssd import SSD


def pretend_training(folder):
    """What train_ssd.py leaves in the model's folder."""
    labels = save_labels(folder)
    torch.manual_seed(1)
    checkpoint = os.path.join(folder, "mb1-ssd-Epoch-99-Loss-1.43.pth")
    torch.save(SSD(6).state_dict(), checkpoint)
    return labels, checkpoint


def export(labels, checkpoint):
    class_names = read_labels(labels)
    num_classes = len(class_names)
    print("network with", num_classes, "classes")
    net = SSD(num_classes)
    net.load_state_dict(torch.load(checkpoint))
    net.eval()
    with torch.no_grad():
        confidences, locations = net(torch.rand(1, 3, 96, 96))
    print("exported", tuple(confidences.shape), tuple(locations.shape))


with tempfile.TemporaryDirectory() as folder:
    export(*pretend_training(folder))
