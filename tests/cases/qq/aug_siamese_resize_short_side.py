import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Config:
    n_identities = 4
    images_per_identity = 5
    image_size = 64
    train_batch_size = 8
    train_number_epochs = 1
    margin = 1.0


def create_gallery(root):
    rng = np.random.RandomState(2)
    for person in range(Config.n_identities):
        folder = os.path.join(root, f"person_{person}")
        os.makedirs(folder)
        base = rng.randint(0, 200)
        for k in range(Config.images_per_identity):
            height, width = rng.randint(80, 130), rng.randint(80, 130)
            pixels = np.clip(base + rng.randint(-30, 30, (height, width, 3)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(os.path.join(folder, f"{k}.jpg"))


train_transform = transforms.Compose([
    transforms.Resize(Config.image_size),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(brightness=0.2),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class SiamesePairs(Dataset):
    def __init__(self, root, transform, n_pairs=32):
        self.files = {d: [os.path.join(root, d, f) for f in sorted(os.listdir(os.path.join(root, d)))]
                      for d in sorted(os.listdir(root))}
        self.transform, self.n_pairs = transform, n_pairs

    def __len__(self):
        return self.n_pairs

    def __getitem__(self, index):
        same = index % 2 == 0
        if same:
            person = random.choice(list(self.files))
            path0, path1 = random.sample(self.files[person], 2)
        else:
            a, b = random.sample(list(self.files), 2)
            path0, path1 = random.choice(self.files[a]), random.choice(self.files[b])
        img0 = self.transform(Image.open(path0).convert("RGB"))
        img1 = self.transform(Image.open(path1).convert("RGB"))
        return img0, img1, torch.tensor(0.0 if same else 1.0)


class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(inplace=True), nn.BatchNorm2d(8), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(inplace=True), nn.BatchNorm2d(16), nn.MaxPool2d(2),
        )
        self.fc = nn.Sequential(nn.Linear(16 * 16 * 16, 64), nn.ReLU(inplace=True), nn.Linear(64, 8))

    def forward_once(self, x):
        x = self.cnn(x)
        return self.fc(x.view(x.size(0), -1))

    def forward(self, x0, x1):
        return self.forward_once(x0), self.forward_once(x1)


class ContrastiveLoss(nn.Module):
    def __init__(self, margin):
        super().__init__()
        self.margin = margin

    def forward(self, out0, out1, label):
        dist = F.pairwise_distance(out0, out1)
        return torch.mean((1 - label) * dist.pow(2) + label * torch.clamp(self.margin - dist, min=0.0).pow(2))


def main():
    random.seed(0)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        create_gallery(root)
        loader = DataLoader(SiamesePairs(root, train_transform), batch_size=Config.train_batch_size)
        net = SiameseNetwork()
        criterion = ContrastiveLoss(Config.margin)
        optimizer = torch.optim.Adam(net.parameters(), lr=5e-4)
        for epoch in range(Config.train_number_epochs):
            for i, (img0, img1, label) in enumerate(loader):
                out0, out1 = net(img0, img1)
                loss = criterion(out0, out1, label)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                print(f"Epoch {epoch} step {i} contrastive loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
