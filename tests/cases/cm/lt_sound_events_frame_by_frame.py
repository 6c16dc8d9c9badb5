import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

EVENTS = ["speech", "dog", "alarm", "dishes", "running water"]
SECONDS = 10
N_MELS, N_FRAMES = 32, 501


def draw_events(rng, n=3):
    """(class, onset, offset) in seconds."""
    out = []
    for _ in range(n):
        onset = float(torch.rand(1, generator=rng)) * (SECONDS - 2)
        length = 0.5 + float(torch.rand(1, generator=rng)) * 1.5
        out.append((int(torch.randint(0, len(EVENTS), (1,), generator=rng)), onset, onset + length))
    return out


def event_roll(events, n_frames=N_FRAMES):
    roll = torch.zeros(n_frames, len(EVENTS))
    for c, onset, offset in events:
        roll[int(onset * n_frames / SECONDS):int(offset * n_frames / SECONDS) + 1, c] = 1
    return roll


class DomesticSounds(Dataset):
    """Log-mel spectrograms with strong labels."""

    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = torch.Generator().manual_seed(self.seed + i)
        events = draw_events(rng)
        mel = torch.randn(N_FRAMES, N_MELS, generator=rng)
        for c, onset, offset in events:
            a, b = (int(t * N_FRAMES / SECONDS) for t in (onset, offset))
            mel[a:b, 6 * c:6 * c + 6] += 3
        return mel, event_roll(events)


class AudioTransformer(nn.Module):
    def __init__(self, spec_size=512, patch=8, dim=32, n_classes=len(EVENTS)):
        super().__init__()
        self.spec_size, self.patch = spec_size, patch
        self.embed = nn.Conv1d(N_MELS, dim, patch, stride=patch)
        self.position = nn.Parameter(torch.zeros(1, spec_size // patch, dim))
        layer = nn.TransformerEncoderLayer(dim, 4, 64, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(dim, n_classes)

    def forward(self, mel):
        x = mel.transpose(1, 2)
        x = F.interpolate(x, size=self.spec_size, mode="linear", align_corners=True)
        x = self.embed(x).transpose(1, 2) + self.position
        x = self.head(self.encoder(x)).transpose(1, 2)
        framewise = F.interpolate(x, size=self.spec_size, mode="nearest")
        return {"framewise": framewise.transpose(1, 2), "clipwise": x.amax(dim=2)}


def evaluate(model, loader):
    model.eval()
    hit = marked = 0.0
    with torch.no_grad():
        for mel, roll in loader:
            active = model(mel)["framewise"] > 0
            hit += (active & (roll > 0)).sum().item()
            marked += active.sum().item() + roll.sum().item()
    return 2 * hit / max(marked, 1.0)


torch.manual_seed(7)
train_loader = DataLoader(DomesticSounds(24, seed=0), batch_size=6, shuffle=True)
val_loader = DataLoader(DomesticSounds(8, seed=500), batch_size=4)
model = AudioTransformer()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(2):
    model.train()
    for mel, roll in train_loader:
        out = model(mel)
        loss = criterion(out["framewise"], roll) + 0.5 * criterion(out["clipwise"], roll.amax(dim=1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.3f}, frame F1 {evaluate(model, val_loader):.3f}")
