import io

import numpy as np
import torch
from torch import nn

# 24 numeric attributes of a loan request and whether it was paid back, as text like the original file
rng = np.random.RandomState(3)
rows = np.hstack([rng.randint(0, 5, (300, 24)), rng.randint(1, 3, (300, 1))])
text = "\n".join(" ".join(str(v) for v in row) for row in rows)

data = np.loadtxt(io.StringIO(text))
mean, std = data[:, :24].mean(axis=0), data[:, :24].std(axis=0)
data[:, :24] = (data[:, :24] - mean) / std
np.random.shuffle(data)
train_data, train_lab = data[:200, :24], data[:200, 24:] - 1
test_data, test_lab = data[200:, :24], data[200:, 24:] - 1


class LR(nn.Module):
    def __init__(self):
        super(LR, self).__init__()
        self.fc = nn.Linear(24, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc(x))


def test(pred, lab):
    hit = pred.max(-1)[1] == lab.view(-1)
    return torch.mean(hit.float())


net = LR()
criterion = nn.CrossEntropyLoss()
optm = torch.optim.Adam(net.parameters())

for i in range(30):
    net.train()
    x = torch.from_numpy(train_data).float()
    y = torch.from_numpy(train_lab).long()
    y_hat = net(x)
    loss = criterion(y_hat, y)
    optm.zero_grad()
    loss.backward()
    optm.step()
    if (i + 1) % 10 == 0:
        net.eval()
        test_in = torch.from_numpy(test_data).float()
        acc = test(net(test_in), torch.from_numpy(test_lab).long())
        print(f"epoch {i + 1} loss {loss.item():.4f} accuracy {acc.item():.2f}")
