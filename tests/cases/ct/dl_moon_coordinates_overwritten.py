import numpy as np
import torch
from torch import nn

NUM_SAMPLES = 1000
RANDOM_SEED = 42
device = "cuda" if torch.cuda.is_available() else "cpu"


def make_moons(n_samples, seed):
    rng = np.random.RandomState(seed)
    half = n_samples // 2
    t = np.linspace(0, np.pi, half)
    outer = np.stack([np.cos(t), np.sin(t)], axis=1)
    inner = np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
    points = np.concatenate([outer, inner])
    label = np.concatenate([np.zeros(half), np.ones(half)])
    order = rng.permutation(n_samples)
    return points[order], label[order]


def train_test_split(x, y, test_size):
    cut = int(len(x) * (1 - test_size))
    return x[:cut], x[cut:], y[:cut], y[cut:]


x, y = make_moons(NUM_SAMPLES, RANDOM_SEED)
print("x0 in", x[:, 0].min().round(2), x[:, 0].max().round(2), "classes", np.bincount(y.astype(int)))

x = torch.tensor(y, dtype=torch.float)
y = torch.tensor(y, dtype=torch.float)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.6)


class MoonModelV0(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_1 = nn.Linear(in_features=2, out_features=3)
        self.layer_2 = nn.Linear(in_features=5, out_features=1)

    def forward(self, x):
        return self.layer_2(torch.relu(self.layer_1(x)))


torch.manual_seed(RANDOM_SEED)
model_0 = MoonModelV0().to(device)
loss_fn = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model_0.parameters(), lr=0.1)

for epoch in range(20):
    model_0.train()
    y_logits = model_0(x_train.to(device)).squeeze()
    loss = loss_fn(y_logits, y_train.to(device))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

model_0.eval()
with torch.inference_mode():
    test_pred = torch.round(torch.sigmoid(model_0(x_test.to(device)).squeeze()))
print("loss", loss.item(), "accuracy", (test_pred.cpu() == y_test).float().mean().item())
