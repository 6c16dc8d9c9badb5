import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset


class AlignedText(Dataset):
    """Phonemes with the number of mel frames of each, and the mel spectrogram."""

    def __init__(self, cfg, phones_per_utt=(58, 71, 64, 90, 76, 61, 83, 162, 69, 73, 80, 66)):
        self.cfg = cfg
        g = torch.Generator().manual_seed(len(phones_per_utt))
        low, high = cfg["duration_range"]
        self.items = []
        for n in phones_per_utt:
            phones = torch.randint(1, cfg["vocab"], (n,), generator=g)
            durations = torch.randint(low, high + 1, (n,), generator=g)
            mel = torch.rand(int(durations.sum()), cfg["n_mels"], generator=g)
            self.items.append((phones, durations, mel))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    phones, durations, mels = zip(*batch)
    mel_lens = torch.tensor([len(m) for m in mels])
    padded = [pad_sequence(x, batch_first=True) for x in (phones, durations, mels)]
    return (*padded, mel_lens)
