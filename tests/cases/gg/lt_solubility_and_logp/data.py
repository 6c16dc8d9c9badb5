import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

ALPHABET = "CNOF()=1c#"


def fingerprint(smiles, size=128):
    fp = np.zeros(size, dtype=np.float32)
    for width in (1, 2, 3):
        for i in range(len(smiles) - width + 1):
            key = 0
            for ch in smiles[i:i + width]:
                key = key * 31 + ALPHABET.index(ch) + 1
            fp[key % size] = 1.0
    return fp


class MoleculeDatapoint:
    def __init__(self, smiles, targets=None):
        self.features = fingerprint(smiles)
        self.targets = targets


class MoleculeDataset(Dataset):
    def __init__(self, data):
        self.data = data

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        d = self.data[i]
        return torch.from_numpy(d.features), torch.tensor(np.array(d.targets), dtype=torch.float)


def make_loaders(smis, targets, batch_size=50, val_share=0.2):
    data = [MoleculeDatapoint(smiles, targets=[t]) for smiles, t in zip(smis, targets)]
    n_val = int(len(data) * val_share)
    train, val = MoleculeDataset(data[n_val:]), MoleculeDataset(data[:n_val])
    return DataLoader(train, batch_size=batch_size, shuffle=True), DataLoader(val, batch_size=batch_size)
