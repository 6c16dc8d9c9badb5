import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

N_SYMBOLS, STYLE_DIM, HIDDEN = 60, 64, 96


class Utterances(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for _ in range(n):
            text_len = int(torch.randint(8, 20, (1,), generator=g))
            durations = torch.randint(1, 6, (text_len,), generator=g)
            text = torch.randint(1, N_SYMBOLS, (text_len,), generator=g)
            mel = torch.randn(80, int(durations.sum()), generator=g)
            self.items.append((text, durations, mel))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    texts, durs, mels = zip(*batch)
    texts = nn.utils.rnn.pad_sequence(texts, batch_first=True)
    durs = nn.utils.rnn.pad_sequence(durs, batch_first=True).float()
    mel_lengths = torch.tensor([m.shape[1] for m in mels])
    padded = torch.zeros(len(mels), 80, int(mel_lengths.max()))
    for i, m in enumerate(mels):
        padded[i, :, :m.shape[1]] = m
    return texts, durs, padded, mel_lengths


class StyleEncoder(nn.Module):
    def __init__(self, dim_out=STYLE_DIM):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(80, 64, 5, 2, 2), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool1d(1))
        self.unshared = nn.Linear(64, dim_out)

    def forward(self, mel):
        return self.unshared(self.conv(mel).flatten(1))


class AdaLayerNorm(nn.Module):
    def __init__(self, style_dim, channels, eps=1e-5):
        super().__init__()
        self.channels, self.eps = channels, eps
        self.fc = nn.Linear(style_dim, channels * 2)

    def forward(self, x, s):
        h = self.fc(s)
        gamma, beta = torch.chunk(h, chunks=2, dim=1)
        x = nn.functional.layer_norm(x, (self.channels,), eps=self.eps)
        return (1 + gamma.unsqueeze(1)) * x + beta.unsqueeze(1)


class DurationPredictor(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(N_SYMBOLS, HIDDEN, padding_idx=0)
        self.lstm = nn.LSTM(HIDDEN, HIDDEN // 2, batch_first=True, bidirectional=True)
        self.norm = AdaLayerNorm(2 * STYLE_DIM, HIDDEN)
        self.proj = nn.Linear(HIDDEN, 1)

    def forward(self, texts, style):
        x, _ = self.lstm(self.embedding(texts))
        return self.proj(self.norm(x, style)).squeeze(-1)


@torch.no_grad()
def validate(loader, predictor, acoustic, prosodic):
    total, count = 0.0, 0
    for texts, durs, mels, mel_lengths in loader:
        ss, gs = [], []
        for bib in range(len(mel_lengths)):
            mel = mels[bib, :, :mel_lengths[bib]]
            ss.append(prosodic(mel.unsqueeze(0)))
            gs.append(acoustic(mel.unsqueeze(0)))
        s_dur = torch.stack(ss).squeeze()
        gs = torch.stack(gs).squeeze()
        style = torch.cat([gs, s_dur], dim=-1)
        pred = predictor(texts, style)
        mask = texts != 0
        total += nn.functional.l1_loss(pred[mask], durs[mask], reduction="sum").item()
        count += int(mask.sum())
    return total / count


torch.manual_seed(0)
val_loader = DataLoader(Utterances(9, seed=4), batch_size=4, collate_fn=collate)
nets = DurationPredictor().eval(), StyleEncoder().eval(), StyleEncoder().eval()
print("duration error %.3f frames" % validate(val_loader, *nets))
