import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

N_BREEDS = 133

dogs = FakeData(size=30, image_size=(3, 72, 72), num_classes=N_BREEDS, transform=transforms.Compose([
    transforms.RandomResizedCrop(64, scale=(0.7, 1.0)),
    transforms.ToTensor(),
]))
loaders = {"train": DataLoader(dogs, batch_size=10, shuffle=True)}


class Net(nn.Module):
    """Five convolutions from scratch for the breeds of the dog project."""

    def __init__(self):
        super(Net, self).__init__()
        widths = [3, 8, 16, 16, 32, 32]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(32 * 2 * 2, 200)
        self.fc2 = nn.Linear(200, N_BREEDS)
        self.dropout = nn.Dropout(0.25)

    def forward(self, x):
        for conv in self.convs:
            x = self.pool(F.relu(conv(x)))
        x = x.view(x.size(0), -1)
        x = self.dropout(F.relu(self.fc1(x)))
        return self.fc2(x)


def train(n_epochs, loaders, model, optimizer, criterion):
    for epoch in range(1, n_epochs + 1):
        model.train()
        train_loss = 0.0
        for batch_idx, (data, target) in enumerate(loaders["train"]):
            optimizer.zero_grad()
            output = model(data)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            train_loss += (loss.item() - train_loss) / (batch_idx + 1)
        print(f"Epoch: {epoch} \tTraining Loss: {train_loss:.6f}")
    return model


model_scratch = Net()
criterion_scratch = nn.MSELoss()
optimizer_scratch = torch.optim.Adam(model_scratch.parameters(), lr=0.001)
train(1, loaders, model_scratch, optimizer_scratch, criterion_scratch)
