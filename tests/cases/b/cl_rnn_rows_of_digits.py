import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

sequence_length = 28
input_size = 28
hidden_size = 48
num_layers = 2
num_classes = 10
batch_size = 32

digits = datasets.FakeData(size=80, image_size=(1, 28, 28), num_classes=num_classes, transform=transforms.Compose([
    transforms.Grayscale(),
    transforms.ToTensor(),
]))
train_loader = DataLoader(digits, batch_size=batch_size, shuffle=True)


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, num_classes):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        c0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        out, _ = self.lstm(x, (h0, c0))
        return self.fc(out[:, -1, :])


model = RNN(input_size, hidden_size, num_layers, num_classes)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for i, (images, labels) in enumerate(train_loader):
    images = images.reshape(-1, sequence_length, input_size)
    outputs = model(images)
    loss = criterion(outputs, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {i + 1} of {len(train_loader)}: {loss.item():.4f}")
