import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class WineDataset(Dataset):
    """Chemical analysis of wines from three growers."""

    def __init__(self, n=48):
        g = torch.Generator().manual_seed(42)
        self.n_samples = n
        self.x_data = torch.randn(n, 13, generator=g)
        self.y_data = torch.randint(0, 3, (n,), generator=g)

    def __getitem__(self, index):
        return self.x_data[index], self.y_data[index]

    def __len__(self):
        return self.n_samples


class NeuralNet(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes):
        super().__init__()
        self.l1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.l2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        return torch.sigmoid(self.l2(self.relu(self.l1(x))))


input_size = 13
hidden_size = 20
num_classes = 3
num_epochs = 2

torch.manual_seed(0)
dataset = WineDataset()
train_loader = DataLoader(dataset=dataset, batch_size=4, shuffle=True)
model = NeuralNet(input_size, hidden_size, num_classes)
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(num_epochs):
    for inputs, labels in train_loader:
        outputs = model(inputs)
        loss = criterion(outputs, labels.float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}, loss {loss.item():.4f}")
