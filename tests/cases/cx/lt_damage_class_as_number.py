import csv
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class McdsDataset(Dataset):
    """Bridge defects with one of ten labels per picture."""

    class_names = ["Corrosion_NoRustStaining", "Corrosion_RustStaining", "Crack_LargeCrack", "Crack_NoCrack",
                   "Crack_SmallCrack", "Efflorescence_Efflorescence", "Efflorescence_NoEfflorescence",
                   "GeneralDefects_NoDefect", "Scaling_NoScaling", "Scaling_Scaling"]
    num_classes = 10

    def __init__(self, root, split_type=None, transform=None):
        self.root = root
        self.transform = transform if transform is not None else transforms.ToTensor()
        with open(os.path.join(root, "mcds.csv"), newline="") as f:
            self.df = [row for row in csv.DictReader(f) if split_type is None or row["split_type"] == split_type]
        self.n_samples = len(self.df)

    def __getitem__(self, index):
        data = self.df[index]
        img = Image.open(os.path.join(self.root, data["img_path"])).convert("RGB")
        img = self.transform(img)
        label = torch.FloatTensor([float(data["target"])])
        return img, label

    def __len__(self):
        return self.n_samples


class DaclNet(nn.Module):
    def __init__(self, num_class, hidden=32, drop_prob=0.2):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.Hardswish(),
            nn.Conv2d(16, hidden, 3, stride=2, padding=1), nn.BatchNorm2d(hidden), nn.Hardswish(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classifier = nn.Sequential(
            nn.Linear(hidden, 64), nn.Hardswish(), nn.Dropout(drop_prob), nn.Linear(64, num_class),
        )

    def forward(self, x):
        return self.classifier(self.base(x))


def make_mcds(root, n=40):
    rng = np.random.default_rng(8)
    os.makedirs(os.path.join(root, "mcds"))
    with open(os.path.join(root, "mcds.csv"), "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["img_name", "img_path", "target_label", "target", "split_type"])
        for k in range(n):
            target = k % McdsDataset.num_classes
            name = f"WA-{9200 + k}C_{k % 9}.JPG"
            pixels = rng.integers(0, 256, (72, 72, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(os.path.join(root, "mcds", name))
            split = "test" if k >= n - 8 else "trainval"
            writer.writerow([name, f"mcds/{name}", McdsDataset.class_names[target], target, split])


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    running_loss = 0.0
    for imgs, labels in loader:
        optimizer.zero_grad()
        logits = model(imgs)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * len(imgs)
    return running_loss / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(2021)
    train_transforms = transforms.Compose([
        transforms.RandomHorizontalFlip(),
        transforms.RandomResizedCrop(64, scale=(0.8, 1.0)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    with tempfile.TemporaryDirectory() as cache_dir:
        make_mcds(cache_dir)
        train_dataset = McdsDataset(cache_dir, split_type="trainval", transform=train_transforms)
        train_loader = DataLoader(train_dataset, batch_size=16, shuffle=True)
        model = DaclNet(num_class=train_dataset.num_classes)
        criterion = nn.BCEWithLogitsLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
        for epoch in range(2):
            print(f"epoch {epoch + 1}: loss {train_epoch(model, train_loader, criterion, optimizer):.4f}")
