import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

data_dir = tempfile.mkdtemp()
rng = np.random.RandomState(0)
for cls in ("helmet", "no_helmet"):
    os.makedirs(os.path.join(data_dir, cls))
    for i in range(6):
        arr = rng.randint(0, 255, (80, 80, 3), dtype=np.uint8)
        Image.fromarray(arr).save(os.path.join(data_dir, cls, f"{i}.png"))

transform = transforms.Compose([
    transforms.Resize((64, 64)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])
train_set = datasets.ImageFolder(data_dir, transform=transform)
train_loader = DataLoader(train_set, batch_size=4, shuffle=True)

model = models.resnet18(weights=None)
model.fc = nn.Linear(model.fc.in_features, 1)

criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

model.train()
for epoch in range(1):
    running_loss = 0.0
    for images, labels in train_loader:
        labels = labels.float()
        outputs = model(images)
        loss = criterion(outputs, labels)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
    print(f"epoch {epoch}: loss {running_loss / len(train_set):.4f}")
