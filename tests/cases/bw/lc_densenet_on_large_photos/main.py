import torch

from densenet import DenseNet
from photos import get_loader

N_CLASSES = 6


def train_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for images, targets in loader:
        loss = torch.nn.functional.cross_entropy(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


model = DenseNet(growth_rate=6, block_config=(3, 3, 3), num_classes=N_CLASSES)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
loader = get_loader(n_images=8, n_classes=N_CLASSES, batch_size=4)
for epoch in range(1):
    print(epoch, train_epoch(model, loader, optimizer))
