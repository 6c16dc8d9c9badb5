import torch

import models
from dataset import dataset_params, train_loader
from losses import PPYoloELoss

MODEL_ARCH = "yolo_nas_s"
BATCH_SIZE = 2
MAX_EPOCHS = 1

model = models.get(MODEL_ARCH, pretrained_weights="coco")

train_params = {
    "max_epochs": MAX_EPOCHS,
    "optimizer": torch.optim.Adam(model.parameters(), lr=5e-4, weight_decay=1e-4),
    "loss": PPYoloELoss(num_classes=len(dataset_params["classes"])),
}


def train(model, training_params, loader):
    optimizer, criterion = training_params["optimizer"], training_params["loss"]
    for epoch in range(training_params["max_epochs"]):
        for images, targets in loader:
            loss = criterion(model(images), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Train epoch {epoch}: loss {loss.item():.3f}")


train(model, train_params, train_loader(BATCH_SIZE))
