# fine-tuning one of the torchvision networks on our flower pictures (2 kinds)
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from PIL import Image
from torchvision import datasets, models, transforms

model_name = "inception"
num_classes = 2
batch_size = 2
input_size = 224
mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

data_transforms = {
    "train": transforms.Compose([
        transforms.RandomResizedCrop(input_size),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize(mean, std),
    ]),
    "val": transforms.Compose([
        transforms.Resize(int(input_size * 1.15)),
        transforms.CenterCrop(input_size),
        transforms.ToTensor(),
        transforms.Normalize(mean, std),
    ]),
}


def fill_data_dir(data_dir):
    rng = np.random.RandomState(0)
    for phase, n in (("train", 2), ("val", 1)):
        for kind in ("daisy", "tulip"):
            folder = os.path.join(data_dir, phase, kind)
            os.makedirs(folder)
            for i in range(n):
                pic = rng.randint(0, 255, (320, 400, 3)).astype("uint8")
                Image.fromarray(pic).save(os.path.join(folder, "%d.jpg" % i))


def initialize_model(name, num_classes):
    if name == "resnet":
        net = models.resnet18(weights=None)
        net.fc = nn.Linear(net.fc.in_features, num_classes)
    elif name == "inception":
        net = models.inception_v3(weights=None, aux_logits=True, init_weights=False)
        net.AuxLogits.fc = nn.Linear(net.AuxLogits.fc.in_features, num_classes)
        net.fc = nn.Linear(net.fc.in_features, num_classes)
    else:
        raise ValueError(name)
    return net


def train_model(model, dataloaders, criterion, optimizer, num_epochs=1, is_inception=False):
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            model.train(phase == "train")
            running_loss, running_corrects, seen = 0.0, 0, 0
            for inputs, labels in dataloaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    if is_inception and phase == "train":
                        outputs, aux_outputs = model(inputs)
                        loss = criterion(outputs, labels) + 0.4 * criterion(aux_outputs, labels)
                    else:
                        outputs = model(inputs)
                        loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * len(labels)
                running_corrects += (outputs.argmax(1) == labels).sum().item()
                seen += len(labels)
            print("%s loss %.4f acc %.4f" % (phase, running_loss / seen, running_corrects / seen))


with tempfile.TemporaryDirectory() as data_dir:
    fill_data_dir(data_dir)
    image_datasets = {x: datasets.ImageFolder(os.path.join(data_dir, x), data_transforms[x]) for x in ["train", "val"]}
    loaders = {x: torch.utils.data.DataLoader(image_datasets[x], batch_size=batch_size, shuffle=True)
               for x in ["train", "val"]}
    model_ft = initialize_model(model_name, num_classes)
    sgd = optim.SGD(model_ft.parameters(), lr=0.001, momentum=0.9)
    train_model(model_ft, loaders, nn.CrossEntropyLoss(), sgd, is_inception=(model_name == "inception"))
