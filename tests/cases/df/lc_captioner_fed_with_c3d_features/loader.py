import os

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

CAPTIONS = {
    "vid1": "a man is playing a guitar",
    "vid2": "a cat is eating",
    "vid3": "a woman is slicing an onion",
    "vid4": "two dogs are running",
    "vid5": "a man is riding a horse",
}


def extract_features(corpus, data_dir, n_frames):
    """what the two extraction scripts leave in the data folder"""
    os.makedirs(data_dir, exist_ok=True)
    rng = np.random.default_rng(0)
    for name, size in (("InceptionV4", 1536), ("C3D", 4096)):
        feats = {vid: rng.random((n_frames, size), dtype=np.float32) for vid in CAPTIONS}
        np.savez(os.path.join(data_dir, f"{corpus}_{name}.npz"), **feats)


class Vocab:
    def __init__(self, init_words):
        words = sorted({w for c in CAPTIONS.values() for w in c.split()})
        self.idx = {w: i for i, w in enumerate(list(init_words) + words)}

    def __len__(self):
        return len(self.idx)

    def encode(self, caption, length):
        ids = [self.idx["<SOS>"]] + [self.idx[w] for w in caption.split()] + [self.idx["<EOS>"]]
        return ids + [self.idx["<PAD>"]] * (length - len(ids))


class MSVD(Dataset):
    def __init__(self, C, vocab):
        self.feats = np.load(os.path.join(C.data_dir, f"{C.corpus}_{C.feat.model}.npz"))
        self.vids = list(CAPTIONS)
        self.vocab = vocab
        self.length = C.decoder.max_caption_len

    def __len__(self):
        return len(self.vids)

    def __getitem__(self, i):
        vid = self.vids[i]
        caption = self.vocab.encode(CAPTIONS[vid], self.length)
        return torch.from_numpy(self.feats[vid]), torch.tensor(caption)


def build_loader(C, vocab):
    return DataLoader(MSVD(C, vocab), batch_size=C.batch_size, shuffle=True)
