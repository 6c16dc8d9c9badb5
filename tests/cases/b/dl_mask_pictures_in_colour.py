import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def make_folder(root, n=6, size=(64, 48)):
    rng = np.random.RandomState(2)
    for name in ("images", "masks"):
        os.makedirs(os.path.join(root, name))
    for i in range(n):
        photo = rng.randint(0, 256, (size[1], size[0], 3)).astype("uint8")
        Image.fromarray(photo).save(os.path.join(root, "images", f"{i:04d}_PP.png"))
        mask = np.zeros((size[1], size[0]), dtype="uint8")
        mask[10 + i:30, 12:40 + i] = 1
        # the painting programme exports every picture as RGB
        Image.fromarray(mask).convert("RGB").save(os.path.join(root, "masks", f"{i:04d}_PP.png"))


class CustomSegmentation(Dataset):
    NUM_CLASSES = 2

    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "images")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        _img = Image.open(os.path.join(self.root, "images", self.names[index])).convert("RGB")
        _target = Image.open(os.path.join(self.root, "masks", self.names[index]))
        img = torch.from_numpy(np.array(_img, dtype=np.float32) / 255).permute(2, 0, 1)
        mask = torch.from_numpy(np.array(_target, dtype=np.float32))
        return {"image": img, "label": mask}


class SegmentationLosses:
    def __init__(self, ignore_index=255):
        self.ignore_index = ignore_index

    def CrossEntropyLoss(self, logit, target):
        criterion = nn.CrossEntropyLoss(ignore_index=self.ignore_index)
        return criterion(logit, target.long())


def build_net(classes):
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(16, classes, 1),
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
    )


def training(root):
    make_folder(root)
    train_loader = DataLoader(CustomSegmentation(root), batch_size=2, shuffle=True)
    model = build_net(CustomSegmentation.NUM_CLASSES)
    criterion = SegmentationLosses().CrossEntropyLoss
    optimizer = torch.optim.SGD(model.parameters(), lr=0.007, momentum=0.9)
    for sample in train_loader:
        image, target = sample["image"], sample["label"]
        optimizer.zero_grad()
        output = model(image)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        print("Train loss: %.3f" % loss.item())


with tempfile.TemporaryDirectory() as tmp:
    training(tmp)
