import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torch.utils.data import DataLoader, Dataset

CAPTIONS = ["a dog runs on the grass", "two men play football", "a red car on a road", "the cat sleeps on a sofa",
            "a boy rides a bike", "people walk on the beach", "a bird on a tree", "a woman reads a book"]
VOCAB = ["<pad>", "<start>", "<end>"] + sorted({w for c in CAPTIONS for w in c.split()})
W2I = {w: i for i, w in enumerate(VOCAB)}
DIM = 64


class Backbone(nn.Module):
    """The part of the network before the last pooling."""

    def __init__(self):
        super().__init__()
        vgg = torchvision.ops.Conv2dNormActivation
        self.body = nn.Sequential(vgg(3, 16, 3, 2), vgg(16, 32, 3, 2), vgg(32, DIM, 3, 2))

    def forward(self, x):
        return self.body(x)


@torch.no_grad()
def extract_features(folder, n):
    net = Backbone().eval()
    for k in range(n):
        picture = torch.rand(1, 3, 56, 56)
        fea = net(picture).squeeze(0)
        np.save(os.path.join(folder, f"{k}.npy"), fea.numpy())


class CaptionDataset(Dataset):
    def __init__(self, folder, captions):
        self.folder, self.captions = folder, captions

    def __len__(self):
        return len(self.captions)

    def __getitem__(self, idx):
        fea = torch.from_numpy(np.load(os.path.join(self.folder, f"{idx}.npy")))
        tokens = ["<start>"] + self.captions[idx].split() + ["<end>"]
        return fea, torch.tensor([W2I[t] for t in tokens])


def collate(batch):
    batch.sort(key=lambda p: len(p[1]), reverse=True)
    feas, caps = zip(*batch)
    lengths = [len(c) for c in caps]
    return torch.stack(feas), nn.utils.rnn.pad_sequence(caps, batch_first=True), lengths


class AttentionModule(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.w_f, self.w_h, self.v = nn.Linear(dim, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, features, h):
        scores = self.v(torch.tanh(self.w_f(features) + self.w_h(h).unsqueeze(1))).squeeze(2)
        alpha = F.softmax(scores, dim=1)
        return (features * alpha.unsqueeze(2)).sum(1), alpha


class CaptionDecoder(nn.Module):
    def __init__(self, vocab_size, dim=DIM, hidden=96):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.attention = AttentionModule(dim, hidden)
        self.lstm = nn.LSTMCell(2 * dim, hidden)
        self.init_h, self.init_c = nn.Linear(dim, hidden), nn.Linear(dim, hidden)
        self.out = nn.Linear(hidden, vocab_size)

    def forward(self, features, captions):
        words = self.embed(captions)
        feas = torch.mean(features, 1, keepdim=True)
        steps = torch.cat([feas, words], 1)
        h, c = self.init_h(feas.squeeze(1)), self.init_c(feas.squeeze(1))
        logits = []
        for t in range(steps.size(1) - 1):
            context, _ = self.attention(features, h)
            h, c = self.lstm(torch.cat([steps[:, t], context], 1), (h, c))
            logits.append(self.out(h))
        return torch.stack(logits, 1)


def main():
    random.seed(0)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        extract_features(folder, len(CAPTIONS))
        loader = DataLoader(CaptionDataset(folder, CAPTIONS), batch_size=4, shuffle=True, collate_fn=collate)
        model = CaptionDecoder(len(VOCAB))
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
        for epoch in range(4):
            for feas, caps, lengths in loader:
                logits = model(feas, caps)
                loss = F.cross_entropy(logits.flatten(0, 1), caps.flatten(), ignore_index=0)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
