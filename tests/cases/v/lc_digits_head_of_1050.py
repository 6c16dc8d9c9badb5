import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(in_channels=1, out_channels=16, kernel_size=5, stride=1, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2),
        )
        self.conv2 = nn.Sequential(
            nn.Conv2d(16, 32, 5, 1, 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        # fully connected layer, output 10 classes
        self.out = nn.Linear(1050, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = self.conv2(x)
        # flatten the output of conv2
        x = x.view(x.size(0), -1)
        output = self.out(x)
        return output, x  # return x for visualization


def summary(model, input_size, batch_size=2):
    """The output size of every layer, and the number of its parameters."""
    rows, handles = [], []

    def register(name, layer):
        def hook(module, args, output):
            rows.append((name, list(output.shape), sum(p.numel() for p in module.parameters())))

        handles.append(layer.register_forward_hook(hook))

    for name, layer in model.named_modules():
        if not list(layer.children()):
            register(name, layer)
    model(torch.rand(batch_size, *input_size))
    for handle in handles:
        handle.remove()
    for row in rows:
        print(*row)


def train(num_epochs, cnn, loader):
    cnn.train()
    loss_func = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(cnn.parameters(), lr=0.01)
    for epoch in range(num_epochs):
        for images, labels in loader:
            output = cnn(images)[0]
            loss = loss_func(output, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch + 1, "loss", loss.item())


digits = FakeData(64, (3, 28, 28), 10, transforms.Compose([transforms.Grayscale(), transforms.ToTensor()]))
cnn = CNN()
summary(cnn, (1, 28, 28))
train(1, cnn, DataLoader(digits, batch_size=32, shuffle=True))
