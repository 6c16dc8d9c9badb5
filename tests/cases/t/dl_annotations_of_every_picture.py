import random
import tempfile
from pathlib import Path

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import VisionDataset


class CocoDetection(VisionDataset):
    """Pictures of a folder with the list of their annotations, as the COCO files have them."""

    def __init__(self, root, annotations, transform=None):
        super().__init__(root, transform=transform)
        self.annotations = annotations
        self.ids = sorted(annotations)

    def __getitem__(self, index):
        name = self.ids[index]
        image = Image.open(Path(self.root) / name).convert("RGB")
        if self.transform is not None:
            image = self.transform(image)
        return image, self.annotations[name]

    def __len__(self):
        return len(self.ids)


def make_pictures(root, n=8):
    chance = random.Random(0)
    annotations = {}
    for i in range(n):
        w, h = chance.randint(70, 120), chance.randint(60, 100)
        Image.new("RGB", (w, h), (10 * i, 90, 200)).save(Path(root) / f"{i:06}.jpg")
        annotations[f"{i:06}.jpg"] = [
            {"bbox": [1.0, 2.0, 20.0, 30.0], "category_id": chance.randint(0, 9), "iscrowd": 0}
            for _ in range(chance.randint(1, 4))
        ]
    return annotations


def main():
    torch.manual_seed(0)
    root = tempfile.mkdtemp()
    transform = transforms.Compose([
        transforms.Resize((48, 64)),
        transforms.ToTensor(),
    ])
    train_dataset = CocoDetection(root, make_pictures(root), transform=transform)
    train_loader = DataLoader(train_dataset, batch_size=4)

    model = models.resnet18(num_classes=10)
    opt = torch.optim.SGD(model.parameters(), lr=0.01)
    for img, anno in train_loader:
        out = model(img)
        present = torch.zeros_like(out)
        for row, objects in enumerate(anno):
            for thing in objects:
                present[row, thing["category_id"]] = 1.0
        loss = nn.functional.binary_cross_entropy_with_logits(out, present)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(f"{loss.item():.4f}")


main()
