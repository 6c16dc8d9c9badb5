import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--data_name", default="coco_precomp")
parser.add_argument("--vocab_size", default=60, type=int)
parser.add_argument("--word_dim", default=30, type=int, help="Dimensionality of the word embedding.")
parser.add_argument("--embed_size", default=64, type=int, help="Dimensionality of the joint embedding.")
parser.add_argument("--img_dim", default=4096, type=int, help="Dimensionality of the image embedding.")
parser.add_argument("--batch_size", default=8, type=int)
parser.add_argument("--margin", default=0.2, type=float)
opt = parser.parse_args()


class PrecompDataset(Dataset):
    """Image features that were computed with ResNet-152, and one caption each."""

    def __init__(self, n=16):
        g = torch.Generator().manual_seed(1)
        self.images = torch.randn(n, 2048, generator=g)
        self.captions = torch.randint(1, 60, (n, 7), generator=g)

    def __getitem__(self, index):
        return self.images[index], self.captions[index]

    def __len__(self):
        return len(self.images)


class EncoderImagePrecomp(nn.Module):
    def __init__(self, img_dim, embed_size):
        super().__init__()
        self.fc = nn.Linear(img_dim, embed_size)

    def forward(self, images):
        features = self.fc(images)
        return nn.functional.normalize(features, dim=1)


class EncoderText(nn.Module):
    def __init__(self, vocab_size, word_dim, embed_size):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, word_dim)
        self.rnn = nn.GRU(word_dim, embed_size, batch_first=True)

    def forward(self, x):
        out, _ = self.rnn(self.embed(x))
        return nn.functional.normalize(out[:, -1], dim=1)


def contrastive(im, s, margin):
    scores = im @ s.t()
    cost = (margin + scores - scores.diag().view(-1, 1)).clamp(min=0)
    return cost.fill_diagonal_(0).sum()


img_enc = EncoderImagePrecomp(opt.img_dim, opt.embed_size)
txt_enc = EncoderText(opt.vocab_size, opt.word_dim, opt.embed_size)
params = list(img_enc.parameters()) + list(txt_enc.parameters())
optimizer = torch.optim.Adam(params, lr=0.0002)
for i, (images, captions) in enumerate(DataLoader(PrecompDataset(), batch_size=opt.batch_size)):
    img_emb = img_enc(images)
    cap_emb = txt_enc(captions)
    loss = contrastive(img_emb, cap_emb, opt.margin)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(i, loss.item())
