import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class BinaryAccuracy:
    _name = "acc"

    def __init__(self):
        self.reset()

    def reset(self):
        self.correct_count, self.total_count = 0, 0

    def __call__(self, y_pred, y_true):
        y_pred_round = y_pred.round().long()
        self.correct_count += y_pred_round.eq(y_true).float().sum().item()
        self.total_count += len(y_pred)
        return 100.0 * self.correct_count / self.total_count


class ModuleTrainer:
    def __init__(self, model):
        self.model = model

    def compile(self, optimizer, loss, metrics):
        self.optimizer, self.loss, self.metrics = optimizer, loss, metrics

    def fit_loader(self, loader, epochs):
        for epoch in range(epochs):
            for metric in self.metrics:
                metric.reset()
            for inputs, targets in loader:
                self.optimizer.zero_grad()
                outputs = self.model(inputs)
                loss = self.loss(outputs, targets)
                loss.backward()
                self.optimizer.step()
                logs = {m._name: m(outputs.detach(), targets) for m in self.metrics}
            print(f"epoch {epoch} loss {loss.item():.4f}", logs)


class SliceNet(nn.Module):
    """Patient or control, from one slice of a brain scan."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 8, 5, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 5, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
        )
        self.fc = nn.Linear(16 * 4 * 4, 2)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


torch.manual_seed(0)
slices, diagnosis = torch.rand(256, 1, 40, 48), torch.randint(0, 2, (256,))
train_loader = DataLoader(TensorDataset(slices, diagnosis), batch_size=64, shuffle=True)

net = SliceNet()
trainer = ModuleTrainer(net)
trainer.compile(torch.optim.Adam(net.parameters(), lr=1e-3), nn.CrossEntropyLoss(), [BinaryAccuracy()])
trainer.fit_loader(train_loader, epochs=2)
