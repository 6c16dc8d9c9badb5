import json
import os

import numpy as np
import torch
from torch.utils.data import Dataset


class VatexPairs(Dataset):
    def __init__(self, root, names, ft_files, max_words):
        with open(os.path.join(root, "ref_captions.json")) as f:
            refs = json.load(f)
        words = sorted({w for caption in refs.values() for w in caption.split()})
        self.word2id = {w: i + 1 for i, w in enumerate(words)}
        self.vocab_size = len(words) + 1
        self.samples = [(n, refs[n]) for n in names]
        self.mp_fts = {}
        for name in names:
            fts = [np.load(os.path.join(root, ft, name + ".npy")).mean(axis=0) for ft in ft_files]
            self.mp_fts[name] = np.concatenate(fts).astype(np.float32)
        self.max_words = max_words

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        name, caption = self.samples[i]
        ids = [self.word2id[w] for w in caption.split()][: self.max_words]
        return {"name": name, "mp_ft": self.mp_fts[name], "ids": ids + [0] * (self.max_words - len(ids))}


def collate_pairs(data):
    return {
        "names": [d["name"] for d in data],
        "mp_fts": torch.from_numpy(np.stack([d["mp_ft"] for d in data])),
        "caption_ids": torch.tensor([d["ids"] for d in data]),
    }
