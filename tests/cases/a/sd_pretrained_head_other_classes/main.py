import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from se_resnet import se_resnet_tiny

NUM_CLASSES = 50


def get_dataloader(batch_size, image_size=96):
    tf = transforms.Compose([transforms.RandomResizedCrop(image_size), transforms.ToTensor()])
    return DataLoader(FakeData(16, (3, 120, 120), NUM_CLASSES, transform=tf), batch_size=batch_size)


def finetune(model, loader, lr=0.01):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=1e-4)
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"{loss.item():.3f}")


model = se_resnet_tiny(num_classes=NUM_CLASSES, pretrained=True)
finetune(model, get_dataloader(8))
