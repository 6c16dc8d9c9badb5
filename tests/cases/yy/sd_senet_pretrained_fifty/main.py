import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from release import publish
from se_resnet import se_resnet14


def finetune(model, epochs=1):
    tf = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    loader = DataLoader(FakeData(32, (3, 64, 64), 50, transform=tf), batch_size=8, shuffle=True)
    val_loader = DataLoader(FakeData(16, (3, 64, 64), 50, transform=transforms.ToTensor(), random_offset=99), batch_size=8)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, weight_decay=1e-4)
    for epoch in range(epochs):
        model.train()
        for images, labels in loader:
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            hits = sum((model(images).argmax(1) == labels).sum().item() for images, labels in val_loader)
        print(f"epoch {epoch}: loss {loss.item():.3f}, {hits} of 16 right")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        weights = publish(se_resnet14(), folder)
        net = se_resnet14(num_classes=50, pretrained=weights)
        finetune(net)
