import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
bs = 256
z_dim, mnist_dim = 100, 784

digits = torch.rand(608, 1, 28, 28) * 2 - 1
train_loader = DataLoader(TensorDataset(digits, torch.zeros(608)), batch_size=bs, shuffle=True)


class Generator(nn.Module):
    def __init__(self, g_input_dim, g_output_dim):
        super().__init__()
        self.fc1 = nn.Linear(g_input_dim, 128)
        self.fc2 = nn.Linear(128, 256)
        self.fc3 = nn.Linear(256, g_output_dim)

    def forward(self, x):
        x = F.leaky_relu(self.fc1(x), 0.2)
        x = F.leaky_relu(self.fc2(x), 0.2)
        return torch.tanh(self.fc3(x))


class Discriminator(nn.Module):
    def __init__(self, d_input_dim):
        super().__init__()
        self.fc1 = nn.Linear(d_input_dim, 256)
        self.fc2 = nn.Linear(256, 128)
        self.fc3 = nn.Linear(128, 1)

    def forward(self, x):
        x = F.dropout(F.leaky_relu(self.fc1(x), 0.2), 0.3)
        x = F.dropout(F.leaky_relu(self.fc2(x), 0.2), 0.3)
        return torch.sigmoid(self.fc3(x))


G, D = Generator(z_dim, mnist_dim), Discriminator(mnist_dim)
criterion = nn.BCELoss()
G_optimizer = torch.optim.Adam(G.parameters(), lr=2e-4)
D_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4)


def D_train(x):
    D.zero_grad()
    x_real, y_real = x.view(-1, mnist_dim), torch.ones(bs, 1)
    real_loss = criterion(D(x_real), y_real)

    z = torch.randn(bs, z_dim)
    fake_loss = criterion(D(G(z).detach()), torch.zeros(bs, 1))

    D_loss = real_loss + fake_loss
    D_loss.backward()
    D_optimizer.step()
    return D_loss.item()


def G_train():
    G.zero_grad()
    score = D(G(torch.randn(bs, z_dim)))
    G_loss = criterion(score, torch.ones(bs, 1))
    G_loss.backward()
    G_optimizer.step()
    return G_loss.item()


for epoch in range(1, 3):
    D_losses, G_losses = [], []
    for x, _ in train_loader:
        D_losses.append(D_train(x))
        G_losses.append(G_train())
    print(f"[{epoch}/2] loss_d {sum(D_losses) / len(D_losses):.3f} loss_g {sum(G_losses) / len(G_losses):.3f}")
