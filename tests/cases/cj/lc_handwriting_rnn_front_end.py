import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ALPHABET = "abcdefghijklmnopqrstuvwxyz "
IMG_HEIGHT = 80


class Lines(Dataset):
    def __init__(self, n=12, width=160):
        self.n, self.width = n, width

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = (torch.rand(IMG_HEIGHT, self.width, generator=g) > 0.8).float()
        text = torch.randint(1, len(ALPHABET) + 1, (int(torch.randint(6, 12, (1,), generator=g)),), generator=g)
        return img, text


def collate(samples):
    imgs, texts = zip(*samples)
    return torch.stack(imgs), torch.cat(texts), torch.tensor([len(t) for t in texts])


class RNN(nn.Module):
    def __init__(self, input_size, output_size, cell_type, hidden_size, num_layers, dropout=0.0, bidirectional=False,
                 channels=(8, 8), kernel_sizes=((5, 5), (5, 5)), strides=((2, 2), (2, 2))):
        super().__init__()
        convs = []
        in_channels = 1
        h_out = input_size
        for out_channels, kernel, stride in zip(channels, kernel_sizes, strides):
            padding = (kernel[0] // 2, kernel[1] // 2)
            convs.append(nn.Conv2d(in_channels, out_channels, kernel, stride=stride, padding=padding))
            convs.append(nn.ReLU())
            if dropout > 0:
                convs.append(nn.Dropout(dropout))
            in_channels = out_channels
        self.convs = nn.Sequential(*convs)
        rnn_input_size = h_out * out_channels

        if cell_type.upper() not in ["RNN", "LSTM", "GRU"]:
            raise ValueError(f"Unknown rnn cell type {cell_type}")
        self.rnn = getattr(nn, cell_type.upper())(
            input_size=rnn_input_size,
            hidden_size=hidden_size,
            num_layers=num_layers,
            dropout=dropout,
            bidirectional=bidirectional,
            batch_first=True,
        )
        self.linear = nn.Linear(hidden_size + bidirectional * hidden_size, output_size)

    def forward(self, inputs):
        outputs = self.convs(inputs.unsqueeze(1))
        b, c, h, w = outputs.shape
        outputs = outputs.reshape(b, c * h, w).permute(0, 2, 1)
        outputs, _ = self.rnn(outputs)
        return self.linear(outputs)


config = dict(cell_type="LSTM", hidden_size=48, num_layers=2, dropout=0.1, bidirectional=True)

torch.manual_seed(5)
model = RNN(IMG_HEIGHT, len(ALPHABET) + 1, **config)
criterion = nn.CTCLoss(blank=0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
for epoch in range(2):
    total = 0.0
    for imgs, targets, lengths in DataLoader(Lines(), batch_size=4, collate_fn=collate):
        log_probs = model(imgs).log_softmax(-1).transpose(0, 1)
        input_lengths = torch.full((imgs.size(0),), log_probs.size(0))
        loss = criterion(log_probs, targets, input_lengths, lengths)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch} ctc {total:.3f}")
