import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(14)


class Crnn(nn.Module):
    """Convolutions, a pool over the height, and one prediction for each column of a line of text."""

    def __init__(self, n_symbols, width=40):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, None))
        self.rnn = nn.LSTM(width, 32, bidirectional=True)
        self.classifier = nn.Linear(64, n_symbols)

    def forward(self, x):
        out = self.avgpool(self.features(x))
        n, c, h, w = out.shape
        out = out.permute(1, 0, 2, 3).reshape(c, n, h * w)
        out, _ = self.rnn(out)
        return self.classifier(out).log_softmax(2)


lines = TensorDataset(torch.rand(12, 1, 24, 88), torch.randint(1, 30, (12, 7)))
model = Crnn(30)
ctc = nn.CTCLoss()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for pictures, texts in DataLoader(lines, batch_size=4):
    log_probs = model(pictures)
    steps = torch.full((len(pictures),), log_probs.shape[0])
    loss = ctc(log_probs, texts, steps, torch.full((len(pictures),), 7))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("ctc", loss.item())
