import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

np.random.seed(0)
torch.manual_seed(0)

n_samples, n_features, n_classes = 300, 12, 4
centers = np.random.normal(size=(n_classes, n_features)) * 2
y = np.random.randint(0, n_classes, n_samples).astype(np.uint8)
X = (centers[y] + np.random.normal(size=(n_samples, n_features))).astype(np.float32)

X_tensor = torch.from_numpy(X)
y_tensor = torch.from_numpy(y)
dataset = TensorDataset(X_tensor, y_tensor)
train_loader = DataLoader(dataset, batch_size=30, shuffle=True)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_features, 32), nn.ReLU(),
            nn.Linear(32, 16), nn.ReLU(),
            nn.Linear(16, n_classes),
        )

    def forward(self, x):
        return self.layers(x)


def accuracy(model):
    model.eval()
    with torch.no_grad():
        predicted = model(X_tensor).argmax(dim=1)
    return (predicted == y_tensor).float().mean().item()


model = MLP()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(3):
    model.train()
    for inputs, labels in train_loader:
        labels = labels.long().unsqueeze(1)
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: loss {loss.item():.4f} accuracy {accuracy(model):.3f}")
