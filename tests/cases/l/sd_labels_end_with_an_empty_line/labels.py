import os

VOC = "BACKGROUND\nperson\nbicycle\ncar\nforklift\npallet\n"


def save_labels(folder):
    path = os.path.join(folder, "labels.txt")
    with open(path, "w") as f:
        f.write(VOC)
    return path


def read_labels(path):
    with open(path) as f:
        return [name.strip() for name in f.read().split("\n")]
