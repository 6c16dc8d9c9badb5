import os

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from model import ft_net

N_IDENTITIES = 156


def train_model(folder, num_epochs=1):
    tf = transforms.Compose([transforms.Resize((64, 32)), transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    people = FakeData(size=16, image_size=(3, 128, 64), num_classes=N_IDENTITIES, transform=tf)
    net = ft_net(N_IDENTITIES)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(num_epochs):
        for inputs, labels in DataLoader(people, batch_size=8, shuffle=True):
            optimizer.zero_grad()
            loss = criterion(net(inputs), labels)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
    torch.save(net.state_dict(), os.path.join(folder, "net_last.pth"))
