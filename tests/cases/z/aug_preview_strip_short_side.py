"""Evaluates a street scene segmenter and keeps a strip of pictures for the log."""
import argparse
import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

PALETTE = np.array([[128, 64, 128], [70, 70, 70], [107, 142, 35], [70, 130, 180], [220, 20, 60]], dtype=np.uint8)
NUM_CLASSES = len(PALETTE)


def write_validation_set(root):
    rng = np.random.default_rng(11)
    for i, (w, h) in enumerate([(128, 96), (128, 96), (120, 96), (128, 80), (112, 96), (128, 96)]):
        Image.fromarray(rng.integers(0, 255, (h, w, 3), dtype=np.uint8)).save(os.path.join(root, f"{i:02d}_img.png"))
        Image.fromarray(rng.integers(0, NUM_CLASSES, (h, w), dtype=np.uint8)).save(
            os.path.join(root, f"{i:02d}_gt.png"))


class StreetVal(Dataset):
    def __init__(self, root):
        self.stems = sorted({f[:2] for f in os.listdir(root)})
        self.root = root
        self.input_transform = transforms.Compose([
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ])

    def __len__(self):
        return len(self.stems)

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.root, self.stems[i] + "_img.png")).convert("RGB")
        gt = np.array(Image.open(os.path.join(self.root, self.stems[i] + "_gt.png")))
        return self.input_transform(img), torch.from_numpy(gt).long()


class SceneParser(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.classifier = nn.Conv2d(width, NUM_CLASSES, 1)

    def forward(self, x):
        logits = self.classifier(self.stem(x))
        return nn.functional.interpolate(logits, size=x.shape[2:], mode="bilinear", align_corners=False)


class RunningScore:
    def __init__(self):
        self.hist = np.zeros((NUM_CLASSES, NUM_CLASSES), dtype=np.int64)

    def update(self, gt, pred):
        self.hist += np.bincount(NUM_CLASSES * gt.ravel() + pred.ravel(),
                                 minlength=NUM_CLASSES ** 2).reshape(NUM_CLASSES, NUM_CLASSES)

    def mean_iou(self):
        inter = np.diag(self.hist)
        return float(np.mean(inter / (self.hist.sum(0) + self.hist.sum(1) - inter + 1e-9)))


def visualise(dumped, limit):
    to_visualise = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])
    val_visual = []
    for gt, pred in dumped[:limit]:
        val_visual.append(to_visualise(Image.fromarray(PALETTE[gt])))
        val_visual.append(to_visualise(Image.fromarray(PALETTE[pred])))
    return torch.stack(val_visual, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump_num", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        write_validation_set(root)
        net, score, dumped = SceneParser().eval(), RunningScore(), []
        with torch.no_grad():
            for image, gt in DataLoader(StreetVal(root), batch_size=1):
                pred = net(image).argmax(1)
                score.update(gt[0].numpy(), pred[0].numpy())
                dumped.append((gt[0].numpy(), pred[0].numpy()))
        strip = visualise(dumped, args.dump_num)
        print(f"mean iou {score.mean_iou():.3f}, strip {tuple(strip.shape)}")


if __name__ == "__main__":
    main()
