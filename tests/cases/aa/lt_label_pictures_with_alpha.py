import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 4


def export_annotations(root, n=8, size=72):
    """Pictures and label pictures, written the way the labelling tool does it."""
    rng = np.random.default_rng(21)
    for sub in ("JPEGImages", "SegmentationClass"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        label = np.zeros((size, size), np.uint8)
        for c in range(1, NUM_CLASSES):
            y, x = rng.integers(0, size - 20, 2)
            label[y:y + 20, x:x + 20] = c
        img = label[..., None] * 60 + rng.integers(0, 60, (size, size, 3))
        Image.fromarray(img.astype(np.uint8)).save(os.path.join(root, "JPEGImages", f"{i:04d}.jpg"))
        opaque = np.full_like(label, 255)
        Image.fromarray(np.stack([label, label, label, opaque], -1)).save(
            os.path.join(root, "SegmentationClass", f"{i:04d}.png"))


class FixScaleCrop:
    def __init__(self, crop_size):
        self.crop_size = crop_size

    def __call__(self, sample):
        size = (self.crop_size, self.crop_size)
        return {"image": sample["image"].resize(size, Image.BILINEAR),
                "label": sample["label"].resize(size, Image.NEAREST)}


class ToTensor:
    def __init__(self, mean, std):
        self.mean, self.std = np.array(mean), np.array(std)

    def __call__(self, sample):
        img = (np.array(sample["image"], dtype=np.float32) / 255.0 - self.mean) / self.std
        mask = np.array(sample["label"], dtype=np.float32)
        return {"image": torch.from_numpy(img.transpose(2, 0, 1)).float(), "label": torch.from_numpy(mask)}


class VOCStyle(Dataset):
    def __init__(self, root, crop_size):
        self.root = root
        self.names = sorted(os.path.splitext(n)[0] for n in os.listdir(os.path.join(root, "JPEGImages")))
        self.transforms = [FixScaleCrop(crop_size), ToTensor((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]

    def __len__(self):
        return len(self.names)

    def _make_img_gt_point_pair(self, index):
        name = self.names[index]
        img = Image.open(os.path.join(self.root, "JPEGImages", name + ".jpg")).convert("RGB")
        target = Image.open(os.path.join(self.root, "SegmentationClass", name + ".png"))
        return img, target

    def __getitem__(self, index):
        img, target = self._make_img_gt_point_pair(index)
        sample = {"image": img, "label": target}
        for t in self.transforms:
            sample = t(sample)
        return sample


class AtrousNet(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU())
        self.aspp = nn.ModuleList(nn.Conv2d(width, width, 3, padding=d, dilation=d) for d in (1, 2, 4))
        self.last = nn.Conv2d(3 * width, num_classes, 1)

    def forward(self, x):
        h = self.stem(x)
        h = torch.cat([F.relu(conv(h)) for conv in self.aspp], dim=1)
        return F.interpolate(self.last(h), size=x.shape[2:], mode="bilinear", align_corners=True)


class SegmentationLosses:
    def __init__(self, weight=None, ignore_index=255):
        self.weight, self.ignore_index = weight, ignore_index

    def build_loss(self, mode="ce"):
        return {"ce": self.cross_entropy, "focal": self.focal}[mode]

    def cross_entropy(self, logit, target):
        criterion = nn.CrossEntropyLoss(weight=self.weight, ignore_index=self.ignore_index)
        return criterion(logit, target.long())

    def focal(self, logit, target, gamma=2, alpha=0.5):
        logpt = -self.cross_entropy(logit, target)
        return -((1 - logpt.exp()) ** gamma) * alpha * logpt


class Trainer:
    def __init__(self, args, root):
        torch.manual_seed(args.seed)
        self.loader = DataLoader(VOCStyle(root, args.crop_size), batch_size=args.batch_size, shuffle=True)
        self.model = AtrousNet(NUM_CLASSES)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=args.lr, momentum=0.9, nesterov=True)
        self.criterion = SegmentationLosses().build_loss(args.loss_type)

    def training(self, epoch):
        train_loss = 0.0
        for sample in self.loader:
            image, target = sample["image"], sample["label"]
            self.optimizer.zero_grad()
            output = self.model(image)
            loss = self.criterion(output, target)
            loss.backward()
            self.optimizer.step()
            train_loss += loss.item()
        print(f"[Epoch: {epoch}] Loss: {train_loss:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--crop-size", type=int, default=65)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--loss-type", choices=["ce", "focal"], default="ce")
    parser.add_argument("--lr", type=float, default=0.007)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        export_annotations(root)
        trainer = Trainer(args, root)
        for epoch in range(args.epochs):
            trainer.training(epoch)
