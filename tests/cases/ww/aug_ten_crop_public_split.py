import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData

EMOTIONS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
CUT_SIZE = 44

transform_train = transforms.Compose([
    transforms.RandomCrop(CUT_SIZE),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])
transform_test = transforms.Compose([
    transforms.TenCrop(CUT_SIZE),
    transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(crop) for crop in crops])),
])


class AverageMeter:
    def __init__(self):
        self.sum = 0.0
        self.count = 0

    def update(self, val, n=1):
        self.sum += val * n
        self.count += n

    @property
    def avg(self):
        return self.sum / max(self.count, 1)


def accuracy(output, target):
    return (output.argmax(dim=1) == target).float().mean().item() * 100


def train(loader, model, criterion, optimizer, epoch):
    losses, top1 = AverageMeter(), AverageMeter()
    model.train()
    for i, (images, target) in enumerate(loader):
        output = model(images)
        loss = criterion(output, target)
        losses.update(loss.item(), images.size(0))
        top1.update(accuracy(output, target), images.size(0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"Epoch: [{epoch}]  Loss {losses.avg:.4f}  Acc@1 {top1.avg:.2f}")


def validate(loader, model, criterion):
    losses, top1 = AverageMeter(), AverageMeter()
    model.eval()
    with torch.no_grad():
        for images, target in loader:
            output = model(images)
            loss = criterion(output, target)
            losses.update(loss.item(), target.size(0))
            top1.update(accuracy(output, target), target.size(0))
    print(f"Test:  Loss {losses.avg:.4f}  Acc@1 {top1.avg:.2f}")
    return top1.avg


torch.manual_seed(0)
trainset = FakeData(32, (3, 48, 48), len(EMOTIONS), transform_train, random_offset=0)
testset = FakeData(8, (3, 48, 48), len(EMOTIONS), transform_test, random_offset=500)
trainloader = DataLoader(trainset, batch_size=16, shuffle=True)
testloader = DataLoader(testset, batch_size=4)

model = models.resnet18(weights=None, num_classes=len(EMOTIONS))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
best = 0
for epoch in range(1):
    train(trainloader, model, criterion, optimizer, epoch)
    best = max(best, validate(testloader, model, criterion))
print("best", best)
