import os

import numpy as np
import torch
from torch.utils.data import Dataset

SENTENCES = [
    "the kettle is on the stove", "we leave at nine", "a small boat crossed the bay",
    "she counted the stairs twice", "rain again by evening", "please read the label",
]


def prepare_speaker_data(folder):
    """What the preparation script leaves behind: sentences, and the characters that occur in them."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "metadata.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(SENTENCES))
    with open(os.path.join(folder, "vocab.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(sorted(set("".join(SENTENCES)))))


def read_vocab(path):
    with open(path, encoding="utf-8") as f:
        symbols = f.read().split("\n")
    return {symbol: i for i, symbol in enumerate(symbols)}


class SpeechText(Dataset):
    def __init__(self, folder, char_map, n_mels, frames):
        with open(os.path.join(folder, "metadata.txt"), encoding="utf-8") as f:
            self.lines = f.read().split("\n")
        self.char_map, self.n_mels, self.frames = char_map, n_mels, frames

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, i):
        ids = [self.char_map[c] + 1 for c in self.lines[i]]
        text = torch.zeros(self.frames, dtype=torch.long)
        text[:len(ids)] = torch.tensor(ids)
        mel = np.random.default_rng(i).normal(size=(self.frames, self.n_mels)).astype(np.float32)
        return text, torch.from_numpy(mel)
