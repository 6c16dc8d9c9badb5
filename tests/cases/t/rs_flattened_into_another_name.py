import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class FashionMNIST(Dataset):
    """Pictures of clothes, 28 by 28, ten classes."""

    def __init__(self, train=True):
        g = torch.Generator().manual_seed(int(train))
        self.data = torch.rand(512 if train else 128, 1, 28, 28, generator=g)
        self.targets = torch.randint(0, 10, (len(self.data),), generator=g)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return (self.data[i] - 0.5) / 0.5, self.targets[i]


trainloader = DataLoader(FashionMNIST(train=True), batch_size=64, shuffle=True)
testloader = DataLoader(FashionMNIST(train=False), batch_size=64, shuffle=True)

model = nn.Sequential(nn.Linear(784, 256),
                      nn.ReLU(),
                      nn.Linear(256, 128),
                      nn.ReLU(),
                      nn.Linear(128, 64),
                      nn.ReLU(),
                      nn.Linear(64, 10),
                      nn.LogSoftmax(dim=1))

criterion = nn.NLLLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

epochs = 2

for e in range(epochs):
    running_loss = 0
    for images, labels in trainloader:
        # Flatten the images into vectors of 784
        imagees = images.view(images.shape[0], -1)

        log_ps = model(images)
        loss = criterion(log_ps, labels)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        running_loss += loss.item()
    else:
        print(f"Training loss: {running_loss / len(trainloader)}")
