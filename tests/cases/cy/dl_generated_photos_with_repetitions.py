import argparse
import logging as logger
import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

logger.basicConfig(level=logger.INFO, format="%(levelname)s %(message)s")


class ImageDataset(Dataset):
    """Lines of the annotation file: <path> <label>, 0 is a real photo and 1 a generated one."""

    def __init__(self, data_root, list_file, data_size=64):
        self.data_root = data_root
        self.isVal = False
        self.pre_train = transforms.Compose([
            transforms.RandomCrop(data_size, pad_if_needed=True),
            transforms.RandomHorizontalFlip(),
        ])
        self.pre_val = transforms.CenterCrop(data_size)
        self.imagenet_norm = transforms.Compose([
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ])
        with open(list_file) as f:
            self.image_list = [line.strip().rsplit(" ", 1) for line in f]

    def transform(self, x):
        x = self.pre_val(x) if self.isVal else self.pre_train(x)
        return self.imagenet_norm(x).unsqueeze(0)

    def __len__(self):
        return len(self.image_list)

    def __getitem__(self, index):
        path, label = self.image_list[index]
        image = Image.open(os.path.join(self.data_root, path)).convert("RGB")
        return self.transform(image), torch.LongTensor([int(label)])


class LASTED(nn.Module):
    def __init__(self, num_class=2, dim=32):
        super().__init__()
        self.image_encoder = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, dim, 3, stride=2, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.text_feats = nn.Parameter(torch.randn(num_class, dim))

    def forward(self, images):
        feats = F.normalize(self.image_encoder(images), dim=-1)
        return feats @ F.normalize(self.text_feats, dim=-1).t() * 10, feats


def train_one_epoch(data_loader, model, optimizer, criterion):
    model.train()
    total = 0.0
    for images, labels in data_loader:
        labels = labels.flatten()
        logits, _ = model(images)
        loss = criterion(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(data_loader.dataset)


def validation_similarity(model, data_loader):
    model.eval()
    feats_of = {0: [], 1: []}
    for images, labels in data_loader:
        b, rep, C, H, W = images.shape
        images = images.reshape(b * rep, C, H, W)
        with torch.no_grad():
            _, feats = model(images)
        for feat, label in zip(feats, labels.flatten().tolist()):
            feats_of[label].append(feat)
    anchor = torch.stack(feats_of[0]).mean(dim=0, keepdim=True)
    return [F.cosine_similarity(anchor, torch.stack(feats_of[k])).mean().item() for k in (0, 1)]


def make_photos(root, n=16):
    rng = np.random.default_rng(3)
    list_file = os.path.join(root, "Train.txt")
    with open(list_file, "w") as f:
        for i in range(n):
            photo = rng.integers(0, 256, (80, 96, 3), dtype=np.uint8) // (1 + i % 2)
            Image.fromarray(photo).save(os.path.join(root, f"{i:03d}.png"))
            f.write(f"{i:03d}.png {i % 2}\n")
    return list_file


parser = argparse.ArgumentParser()
parser.add_argument("--num_class", type=int, default=2, help="The class number of training dataset")
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--batch_size", type=int, default=8)
parser.add_argument("--data_size", type=int, default=64, help="The image size for training.")
args = parser.parse_args([])

with tempfile.TemporaryDirectory() as data_root:
    dataset = ImageDataset(data_root, make_photos(data_root), args.data_size)
    loader = DataLoader(dataset, args.batch_size, shuffle=True, drop_last=True)
    model = LASTED(num_class=args.num_class)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(2):
        dataset.isVal = False
        loss = train_one_epoch(loader, model, optimizer, nn.CrossEntropyLoss())
        dataset.isVal = True
        real, fake = validation_similarity(model, loader)
        logger.info("Ep %03d, CE: %7.6f, similarity %.3f / %.3f", epoch, loss, real, fake)
