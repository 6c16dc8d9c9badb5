import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import Dataset


def write_tiles(folder):
    rng = np.random.RandomState(2)
    for name in ("OSBS_029.png", "OSBS_030.png"):
        Image.fromarray(rng.randint(0, 255, (80, 80, 3), dtype=np.uint8)).save(os.path.join(folder, name))
    # cut out of the orthomosaic in QGIS
    cut = rng.randint(0, 255, (80, 80, 4), dtype=np.uint8)
    cut[..., 3] = 255
    Image.fromarray(cut).save(os.path.join(folder, "site_north.png"))


class TileFolder(Dataset):
    def __init__(self, folder):
        self.paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".png")]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        image = np.array(Image.open(self.paths[i])).astype("float32") / 255
        return torch.from_numpy(image).permute(2, 0, 1), os.path.basename(self.paths[i])


class ImageTransform(nn.Module):
    def __init__(self, min_size=96):
        super().__init__()
        self.min_size = min_size
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]))

    def forward(self, images):
        out = []
        for image in images:
            image = (image - self.mean[:, None, None]) / self.std[:, None, None]
            out.append(nn.functional.interpolate(image[None], size=self.min_size, mode="bilinear")[0])
        return torch.stack(out)


class CrownDetector(nn.Module):
    def __init__(self, num_anchors=3):
        super().__init__()
        self.transform = ImageTransform()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.cls_logits = nn.Conv2d(32, num_anchors, 3, padding=1)
        self.bbox_reg = nn.Conv2d(32, num_anchors * 4, 3, padding=1)

    def forward(self, images):
        feats = self.backbone(self.transform(images))
        scores = self.cls_logits(feats).sigmoid().flatten(1)
        boxes = self.bbox_reg(feats).permute(0, 2, 3, 1).reshape(len(images), -1, 4)
        return scores, boxes


with tempfile.TemporaryDirectory() as folder:
    write_tiles(folder)
    model = CrownDetector().eval()
    with torch.no_grad():
        for image, name in TileFolder(folder):
            scores, boxes = model([image])
            print(name, boxes.shape[1], "boxes, best score", scores.max().item())
