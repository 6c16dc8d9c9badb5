import string

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

VOCAB = "_" + string.ascii_lowercase + " "
hparams = dict(n_mels=64, n_cnn=16, rnn_dim=48, batch_size=8, lr=1e-3, epochs=1)


def encode(text):
    return torch.tensor([VOCAB.index(c) for c in text])


class FakeCommands(Dataset):
    words = ["yes", "no", "stop", "go left", "right", "on", "off", "up"]

    def __init__(self, n=24, n_mels=64):
        self.n, self.n_mels = n, n_mels

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frames = int(torch.randint(80, 121, (1,), generator=g))
        wav = torch.randn(frames * 160 + 400, generator=g)
        power = torch.stft(wav, 512, 160, 400, torch.hann_window(400), return_complex=True).abs() ** 2
        mel = power[:self.n_mels * 4].unfold(0, 4, 4).mean(-1)
        return torch.log(mel + 1e-6), encode(self.words[i % len(self.words)])


def collate(batch):
    specs = nn.utils.rnn.pad_sequence([s.t() for s, _ in batch], batch_first=True)
    targets = torch.cat([t for _, t in batch])
    spec_lens = torch.tensor([s.shape[1] // 2 for s, _ in batch])
    target_lens = torch.tensor([len(t) for _, t in batch])
    return specs.transpose(1, 2).unsqueeze(1).contiguous(), targets, spec_lens, target_lens


class ResidualCNN(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.GroupNorm(4, channels)

    def forward(self, x):
        return F.gelu(self.norm(self.conv2(F.gelu(self.conv1(x))))) + x


class SpeechRecognitionModel(nn.Module):
    def __init__(self, n_mels, n_cnn, rnn_dim, n_class):
        super().__init__()
        self.cnn = nn.Conv2d(1, n_cnn, 3, stride=2, padding=1)
        self.rescnn = nn.Sequential(ResidualCNN(n_cnn), ResidualCNN(n_cnn))
        self.fully_connected = nn.Linear(n_cnn * (n_mels // 2), rnn_dim)
        self.birnn = nn.GRU(rnn_dim, rnn_dim, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(rnn_dim * 2, n_class)

    def forward(self, x):
        x = self.rescnn(self.cnn(x))
        b, c, f, t = x.size()
        x = x.permute(0, 3, 2, 1)
        x = x.view(b, t, f * c)
        x = F.gelu(self.fully_connected(x))
        x, _ = self.birnn(x)
        return self.classifier(x)


def greedy_decode(logits):
    out = []
    for row in logits.argmax(-1).tolist():
        collapsed = [a for a, b in zip(row, [None] + row) if a != b]
        out.append("".join(VOCAB[k] for k in collapsed if k != 0))
    return out


torch.manual_seed(0)
loader = DataLoader(FakeCommands(n_mels=hparams["n_mels"]), batch_size=hparams["batch_size"], collate_fn=collate)
model = SpeechRecognitionModel(hparams["n_mels"], hparams["n_cnn"], hparams["rnn_dim"], len(VOCAB))
criterion = nn.CTCLoss(blank=0, zero_infinity=True)
optimizer = torch.optim.AdamW(model.parameters(), hparams["lr"])

for epoch in range(hparams["epochs"]):
    for step, (specs, targets, spec_lens, target_lens) in enumerate(loader):
        logits = model(specs)
        log_probs = F.log_softmax(logits, dim=-1).transpose(0, 1)
        loss = criterion(log_probs, targets, spec_lens, target_lens)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} step {step} ctc {loss.item():.3f}")
print(greedy_decode(logits)[:3])
