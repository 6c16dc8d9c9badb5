import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ALPHABET = "-0123456789"


class NumberPlates(Dataset):
    def __init__(self, n):
        self.images = torch.rand(n, 1, 32, 100)
        self.texts = torch.randint(1, len(ALPHABET), (n, 5))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.texts[i]


class CRNN(nn.Module):
    def __init__(self, n_class, n_hidden=48):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d((4, 2)),
            nn.Conv2d(32, 48, (4, 3), padding=(0, 1)), nn.ReLU(),
        )
        self.rnn = nn.LSTM(48, n_hidden, bidirectional=True, batch_first=True)
        self.embedding = nn.Linear(2 * n_hidden, n_class)

    def forward(self, x):
        conv = self.cnn(x)
        seq = conv.squeeze(2).transpose(1, 2)
        out, _ = self.rnn(seq)
        return self.embedding(out).log_softmax(2)


def ctc_cost(criterion, preds, text):
    batch_size = text.size(0)
    preds_size = torch.full((batch_size,), preds.size(0), dtype=torch.long)
    length = torch.full((batch_size,), text.size(1), dtype=torch.long)
    return criterion(preds, text, preds_size, length)


def validate(model, criterion, loader):
    model.eval()
    with torch.no_grad():
        costs = [ctc_cost(criterion, model(images), text).item() for images, text in loader]
    return sum(costs) / len(costs)


model = CRNN(len(ALPHABET))
criterion = nn.CTCLoss(blank=0)
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
train_loader = DataLoader(NumberPlates(48), batch_size=16, shuffle=True)
val_loader = DataLoader(NumberPlates(16), batch_size=16)
for epoch in range(2):
    model.train()
    for images, text in train_loader:
        cost = ctc_cost(criterion, model(images), text)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    print(f"Epoch [{epoch}] loss {cost.item():.4f} val {validate(model, criterion, val_loader):.4f}")
