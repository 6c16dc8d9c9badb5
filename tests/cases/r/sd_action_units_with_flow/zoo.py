"""Stands for the folder of released weights."""
from model import Classifier


def load_weights(path):
    option = path.split("/")[1]
    return Classifier(of_option=option.replace("OF_", ""), image_size=32, num_classes=1).state_dict()
