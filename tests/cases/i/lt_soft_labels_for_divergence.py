import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CLASSES = 6


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(64, 40), nn.Tanh(), nn.Linear(40, CLASSES))

    def forward(self, x):
        return F.log_softmax(self.net(x), dim=1)


def run(loader, model, optimizer):
    for images, labels in loader:
        log_probs = model(images)
        loss = F.kl_div(log_probs, labels.float(), reduction="batchmean")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"{loss.item():.4f}")


torch.manual_seed(0)
data = TensorDataset(torch.rand(40, 1, 8, 8), torch.arange(40) % CLASSES)
model = Digits()
run(DataLoader(data, batch_size=10, shuffle=True), model, torch.optim.Adam(model.parameters(), lr=1e-3))
