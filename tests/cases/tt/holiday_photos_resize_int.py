import os
import tempfile
import time

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from PIL import Image
from torch.optim import lr_scheduler
from torchvision import datasets, models, transforms

SIZES = [(160, 120), (120, 160), (180, 120), (128, 128)]


def fake_albums(root):
    rng = np.random.RandomState(0)
    for phase, per_class in (("train", 10), ("val", 4)):
        for c, name in enumerate(["beach", "forest", "town"]):
            folder = os.path.join(root, phase, name)
            os.makedirs(folder)
            for i in range(per_class):
                w, h = SIZES[(i + c) % len(SIZES)]
                pixels = rng.randint(0, 140, (h, w, 3)).astype(np.uint8)
                pixels[..., c] += 100
                Image.fromarray(pixels).save(os.path.join(folder, f"img_{i}.jpg"))


mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
data_transforms = {
    "train": transforms.Compose([
        transforms.Resize(64),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(brightness=0.2),
        transforms.ToTensor(),
        transforms.Normalize(mean, std),
    ]),
    "val": transforms.Compose([
        transforms.Resize(72),
        transforms.CenterCrop(64),
        transforms.ToTensor(),
        transforms.Normalize(mean, std),
    ]),
}


def train_model(model, dataloaders, sizes, criterion, optimizer, scheduler, num_epochs):
    since = time.time()
    best_acc = 0.0
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            model.train(phase == "train")
            running_loss, running_corrects = 0.0, 0
            for inputs, labels in dataloaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                running_corrects += (outputs.argmax(1) == labels).sum().item()
            if phase == "train":
                scheduler.step()
            acc = running_corrects / sizes[phase]
            print(f"{phase} loss {running_loss / sizes[phase]:.4f} acc {acc:.4f}")
            if phase == "val":
                best_acc = max(best_acc, acc)
    assert time.time() >= since
    return best_acc


if __name__ == "__main__":
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as data_dir:
        fake_albums(data_dir)
        image_datasets = {p: datasets.ImageFolder(os.path.join(data_dir, p), data_transforms[p])
                          for p in ["train", "val"]}
        dataloaders = {p: torch.utils.data.DataLoader(image_datasets[p], batch_size=6, shuffle=True)
                       for p in ["train", "val"]}
        sizes = {p: len(image_datasets[p]) for p in ["train", "val"]}
        class_names = image_datasets["train"].classes

        model = models.resnet18(weights=None)
        model.fc = nn.Linear(model.fc.in_features, len(class_names))
        optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
        scheduler = lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
        best = train_model(model, dataloaders, sizes, nn.CrossEntropyLoss(), optimizer, scheduler, 1)
        print("best accuracy", best)
