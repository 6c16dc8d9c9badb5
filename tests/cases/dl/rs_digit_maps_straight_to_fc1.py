import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)
BATCH_SIZE = 10


def make_loader(n):
    images = torch.rand(n, 1, 28, 28)
    labels = torch.randint(0, 10, (n,))
    return DataLoader(TensorDataset(images, labels), batch_size=BATCH_SIZE, shuffle=True)


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.fc1(x))
        x = self.fc2(x)
        return F.log_softmax(x, dim=1)


net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
for i, (data, target) in enumerate(make_loader(100)):
    optimizer.zero_grad()
    loss = F.nll_loss(net(data), target)
    loss.backward()
    optimizer.step()
    if i % 5 == 0:
        print("batch %d  loss %.4f" % (i, loss.item()))
