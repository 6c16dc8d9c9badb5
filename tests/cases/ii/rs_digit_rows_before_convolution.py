import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(42)

batch_size = 100
num_epochs = 1
learning_rate = 0.001

train_dataset = TensorDataset(torch.rand(500, 1, 28, 28), torch.randint(0, 10, (500,)))
test_dataset = TensorDataset(torch.rand(200, 1, 28, 28), torch.randint(0, 10, (200,)))
train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)
test_loader = DataLoader(test_dataset, batch_size=batch_size, shuffle=False)


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 10, 3, padding=1)
        self.conv2 = nn.Conv2d(10, 20, 3, padding=1)
        self.relu = nn.ReLU()
        self.fc1 = nn.Linear(15680, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        out = self.relu(self.conv1(x))
        out = self.relu(self.conv2(out))
        out = out.flatten(1)
        out = self.relu(self.fc1(out))
        return self.fc2(out)


net = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)

for epoch in range(num_epochs):
    for i, (images, labels) in enumerate(train_loader):
        images = images.view(-1, 28 * 28)
        optimizer.zero_grad()
        outputs = net(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
    print("Epoch [%d/%d], Loss: %.4f" % (epoch + 1, num_epochs, loss.item()))

correct = 0
with torch.no_grad():
    for images, labels in test_loader:
        images = images.view(-1, 28 * 28)
        predicted = net(images).argmax(1)
        correct += (predicted == labels).sum().item()
print("Accuracy: %d %%" % (100 * correct / len(test_dataset)))
