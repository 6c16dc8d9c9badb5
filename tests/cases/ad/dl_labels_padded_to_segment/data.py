import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

SEGMENT = 64
N_MELS = 24


class Songs(Dataset):
    """Mel frames of a song and one beat flag per frame."""

    def __init__(self, lengths, segment=None):
        self.lengths, self.segment = lengths, segment

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frames = torch.rand(self.lengths[i], N_MELS, generator=g)
        beats = (torch.arange(self.lengths[i]) % 12 == i % 12).float()
        if self.segment:
            start = int(torch.randint(0, self.lengths[i] - self.segment + 1, (1,), generator=g))
            frames, beats = frames[start:start + self.segment], beats[start:start + self.segment]
        return frames, beats


def collate(items):
    frames, beats = zip(*items)
    spec = pad_sequence(frames, batch_first=True)
    target = torch.stack([F.pad(b, (0, SEGMENT - len(b))) for b in beats])
    mask = torch.stack([torch.arange(spec.shape[1]) < len(f) for f in frames])
    return spec, target, mask


def loaders():
    train = Songs([90, 120, 75, 101, 88, 97], segment=SEGMENT)
    valid = Songs([91, 84, 110])
    return (DataLoader(train, batch_size=3, shuffle=True, collate_fn=collate),
            DataLoader(valid, batch_size=2, collate_fn=collate))
