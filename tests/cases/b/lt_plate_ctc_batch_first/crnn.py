from torch import nn


class CRNN(nn.Module):
    def __init__(self, img_h, nclass, nh):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(16, 32, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(32, 64, (img_h // 4, 3), padding=(0, 1)), nn.ReLU(),
        )
        self.rnn = nn.LSTM(64, nh, bidirectional=True, batch_first=True)
        self.embedding = nn.Linear(nh * 2, nclass)

    def forward(self, x):
        conv = self.cnn(x)
        assert conv.size(2) == 1, "the height of the map must be 1"
        seq = conv.squeeze(2).transpose(1, 2)  # batch, width, channels
        out, _ = self.rnn(seq)
        return self.embedding(out).log_softmax(dim=2)
