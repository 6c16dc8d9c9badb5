import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

transform = transforms.Compose([
    transforms.Resize((28, 28)),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])


class HandwrittenDigits(Dataset):
    def __init__(self, n, transform):
        rng = np.random.default_rng(5)
        self.images = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        self.labels = rng.integers(0, 10, n)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        img = Image.fromarray(self.images[index])
        img = self.transform(img)
        return img, int(self.labels[index])


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5, 1)
        self.conv2 = nn.Conv2d(20, 50, 5, 1)
        self.fc1 = nn.Linear(4 * 4 * 50, 500)
        self.dropout1 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2, 2)
        x = x.view(-1, 4 * 4 * 50)
        x = self.dropout1(F.relu(self.fc1(x)))
        return self.fc2(x)


training_loader = DataLoader(HandwrittenDigits(200, transform), batch_size=50, shuffle=True)
validation_loader = DataLoader(HandwrittenDigits(100, transform), batch_size=50)

model = LeNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0001)

for epoch in range(2):
    running_loss, running_corrects = 0.0, 0
    for inputs, labels in training_loader:
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running_loss += loss.item()

    with torch.no_grad():
        for val_inputs, val_labels in validation_loader:
            running_corrects += (model(val_inputs).argmax(1) == val_labels).sum().item()
    print("epoch", epoch, "loss", running_loss / len(training_loader), "val correct", running_corrects)
