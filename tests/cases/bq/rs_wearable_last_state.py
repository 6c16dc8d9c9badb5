import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split

ACTIVITIES = ["walk", "run", "cycle", "stairs", "rest"]


class WristRecordings(Dataset):
    """100 samples of accelerometer + gyroscope, plus age / height / weight of the wearer."""

    def __init__(self, n=80):
        g = torch.Generator().manual_seed(9)
        self.motion = torch.randn(n, 100, 6, generator=g)
        self.person = torch.rand(n, 3, generator=g)
        self.label = torch.randint(0, len(ACTIVITIES), (n,), generator=g)

    def __len__(self):
        return len(self.label)

    def __getitem__(self, i):
        return self.motion[i], self.person[i], self.label[i]


class ActivityLSTM(nn.Module):
    def __init__(self, n_signals=6, n_person=3, hidden=40, layers=2):
        super().__init__()
        self.lstm = nn.LSTM(n_signals, hidden, num_layers=layers, batch_first=True, dropout=0.1)
        self.head = nn.Sequential(
            nn.Linear(hidden + n_person, 32),
            nn.ReLU(),
            nn.Linear(32, len(ACTIVITIES)),
        )

    def forward(self, motion, person):
        outputs, (h_n, c_n) = self.lstm(motion)
        summary = h_n[:, -1]
        return self.head(torch.cat([summary, person], dim=1))


def epoch(model, loader, optimizer=None):
    model.train(optimizer is not None)
    right = seen = 0
    for motion, person, label in loader:
        logits = model(motion, person)
        if optimizer is not None:
            optimizer.zero_grad()
            nn.functional.cross_entropy(logits, label).backward()
            optimizer.step()
        right += (logits.argmax(1) == label).sum().item()
        seen += len(label)
    return right / seen


torch.manual_seed(12)
train_set, val_set = random_split(WristRecordings(), [64, 16])
net = ActivityLSTM()
adam = torch.optim.Adam(net.parameters(), lr=2e-3)
for e in range(2):
    tr = epoch(net, DataLoader(train_set, batch_size=16, shuffle=True), adam)
    va = epoch(net, DataLoader(val_set, batch_size=16))
    print(f"{e}: train {tr:.2f} val {va:.2f}")
