import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

NUM_BREEDS = 133


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.conv3 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(32 * 8 * 8, 256)
        self.fc2 = nn.Linear(256, NUM_BREEDS)
        self.dropout = nn.Dropout(0.25)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.pool(F.relu(self.conv3(x)))
        x = x.view(-1, 32 * 8 * 8)
        x = self.dropout(F.relu(self.fc1(x)))
        return self.fc2(x)


def make_loaders(batch_size):
    transform = transforms.Compose([
        transforms.Resize(64),
        transforms.CenterCrop(64),
        transforms.ToTensor(),
        transforms.Normalize([0.5] * 3, [0.5] * 3),
    ])
    return {
        name: DataLoader(FakeData(n, (3, 96, 80), NUM_BREEDS, transform), batch_size=batch_size, shuffle=name == "train")
        for name, n in (("train", 40), ("valid", 20))
    }


def train(n_epochs, loaders, model, optimizer, criterion):
    for epoch in range(1, n_epochs + 1):
        train_loss = valid_loss = 0.0
        model.train()
        for batch_idx, (data, target) in enumerate(loaders["train"]):
            optimizer.zero_grad()
            output = model(data)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            train_loss += (loss.item() - train_loss) / (batch_idx + 1)
        model.eval()
        for batch_idx, (data, target) in enumerate(loaders["valid"]):
            loss = criterion(model(data), target)
            valid_loss += (loss.item() - valid_loss) / (batch_idx + 1)
        print(epoch, train_loss, valid_loss)


model_scratch = Net()
criterion_scratch = nn.MSELoss()
optimizer_scratch = torch.optim.Adam(model_scratch.parameters(), lr=0.001)
train(1, make_loaders(10), model_scratch, optimizer_scratch, criterion_scratch)
