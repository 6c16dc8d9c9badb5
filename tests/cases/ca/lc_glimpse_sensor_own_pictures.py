import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def foveate(x, l, g):
    h, w = x.shape[-2:]
    start = (0.5 * (l + 1) * torch.tensor([h, w])).long()
    padded = F.pad(x, [g // 2] * 4)
    return torch.stack([padded[i, :, r:r + g, c:c + g] for i, (r, c) in enumerate(start.tolist())]).flatten(1)


class GlimpseNetwork(nn.Module):
    def __init__(self, h_g, h_l, g, c):
        super().__init__()
        self.g = g
        self.fc1 = nn.Linear(g * g * c, h_g)
        self.fc2 = nn.Linear(2, h_l)
        self.fc3 = nn.Linear(h_g, h_g + h_l)
        self.fc4 = nn.Linear(h_l, h_g + h_l)

    def forward(self, x, l_prev):
        phi = foveate(x, l_prev, self.g)
        what = self.fc3(F.relu(self.fc1(phi)))
        where = self.fc4(F.relu(self.fc2(l_prev)))
        return F.relu(what + where)


class RecurrentAttention(nn.Module):
    def __init__(self, g, c, num_classes, hidden=256):
        super().__init__()
        self.sensor = GlimpseNetwork(128, 128, g, c)
        self.rnn = nn.RNNCell(256, hidden, nonlinearity="relu")
        self.locator = nn.Linear(hidden, 2)
        self.classifier = nn.Linear(hidden, num_classes)

    def forward(self, x, l_prev, h_prev):
        h = self.rnn(self.sensor(x, l_prev), h_prev)
        return h, torch.tanh(self.locator(h.detach())), F.log_softmax(self.classifier(h), dim=1)


num_glimpses, patch_size = 4, 8
num_classes = 6
num_channels = 1
birds = FakeData(64, (3, 60, 60), num_classes, transform=transforms.ToTensor())
model = RecurrentAttention(patch_size, num_channels, num_classes)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
for x, y in DataLoader(birds, batch_size=32, shuffle=True):
    l_t, h_t = torch.rand(len(x), 2) * 2 - 1, torch.zeros(len(x), 256)
    for _ in range(num_glimpses):
        h_t, l_t, log_probs = model(x, l_t, h_t)
    loss = F.nll_loss(log_probs, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
