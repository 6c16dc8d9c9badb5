import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class VectorField(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2d(32, 10, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.act = nn.Tanh()

    def forward(self, x):
        x = self.pool(self.act(self.conv1(x)))
        x = self.pool(self.act(self.conv2(x)))
        return self.conv3(x)


class NeuralODE(nn.Module):
    def __init__(self, vf, solver="rk4"):
        super().__init__()
        self.vf = vf
        self.solver = solver

    def step(self, x, dt):
        k1 = self.vf(x)
        if self.solver == "euler":
            return x + dt * k1
        k2 = self.vf(x + 0.5 * dt * k1)
        k3 = self.vf(x + 0.5 * dt * k2)
        k4 = self.vf(x + dt * k3)
        return x + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6

    def forward(self, x, t_span):
        trajectory = [x]
        for t0, t1 in zip(t_span[:-1], t_span[1:]):
            trajectory.append(self.step(trajectory[-1], t1 - t0))
        return t_span, torch.stack(trajectory)


class DigitODE(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.ode = NeuralODE(VectorField())
        self.readout = nn.Linear(32 * 32, n_classes)

    def forward(self, x, t_span):
        _, trajectory = self.ode(x, t_span)
        return self.readout(trajectory[-1].flatten(1))


digits = TensorDataset(torch.rand(32, 1, 32, 32), torch.randint(0, 10, (32,)))
train_loader = DataLoader(digits, batch_size=16, shuffle=True)
t_span = torch.linspace(0, 1, 6)
model = DigitODE()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in train_loader:
    loss = nn.functional.cross_entropy(model(x, t_span), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
