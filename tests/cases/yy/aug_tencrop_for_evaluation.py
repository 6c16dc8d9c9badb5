import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData

CLASSES = 7
CROP = 44

train_tf = transforms.Compose([
    transforms.Grayscale(3),
    transforms.RandomCrop(CROP),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])
eval_tf = transforms.Compose([
    transforms.Grayscale(3),
    transforms.TenCrop(CROP),
    transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(c) for c in crops])),
])

train_data = FakeData(16, (3, 48, 48), CLASSES, transform=train_tf)
eval_data = FakeData(8, (3, 48, 48), CLASSES, transform=eval_tf, random_offset=1000)
train_loader = DataLoader(train_data, batch_size=8, shuffle=True)
eval_loader = DataLoader(eval_data, batch_size=4)

net = models.resnet18(weights=None)
net.fc = nn.Linear(net.fc.in_features, CLASSES)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)


def train_epoch():
    net.train()
    total = 0.0
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.1)
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(train_data)


@torch.no_grad()
def evaluate():
    net.eval()
    total, correct = 0.0, 0
    for images, labels in eval_loader:
        outputs = net(images)
        total += criterion(outputs, labels).item() * len(labels)
        correct += (outputs.argmax(1) == labels).sum().item()
    return total / len(eval_data), correct / len(eval_data)


best = 0.0
for epoch in range(2):
    train_loss = train_epoch()
    eval_loss, acc = evaluate()
    best = max(best, acc)
    print(f"epoch {epoch}: train {train_loss:.3f} eval {eval_loss:.3f} acc {acc:.2f} best {best:.2f}")
