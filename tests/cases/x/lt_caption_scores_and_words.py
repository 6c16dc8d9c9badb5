import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

WORDS = ["<pad>"] + [f"w{i}" for i in range(1, 118)] + ["<unk>", "<start>", "<end>"]
word_map = {w: i for i, w in enumerate(WORDS)}


class CaptionDataset(Dataset):
    """Pictures with one sentence each, every sentence filled up to the same length."""

    def __init__(self, n=16, max_len=50):
        self.n, self.max_len = n, max_len

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, 64, 64, generator=g)
        length = int(torch.randint(6, 16, (1,), generator=g))
        words = torch.randint(1, len(WORDS) - 3, (length,), generator=g).tolist()
        caption = [word_map["<start>"], *words, word_map["<end>"]]
        caption += [word_map["<pad>"]] * (self.max_len - length)
        return img, torch.tensor(caption), torch.tensor([length + 2])


class Encoder(nn.Module):
    def __init__(self, dim=24, grid=4):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 12, 5, 4, 2), nn.ReLU(), nn.Conv2d(12, dim, 3, 2, 1), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool2d(grid)

    def forward(self, img):
        return self.pool(self.net(img)).flatten(2).transpose(1, 2)


class Attention(nn.Module):
    def __init__(self, encoder_dim, decoder_dim, attention_dim):
        super().__init__()
        self.enc = nn.Linear(encoder_dim, attention_dim)
        self.dec = nn.Linear(decoder_dim, attention_dim)
        self.full = nn.Linear(attention_dim, 1)

    def forward(self, pixels, h):
        e = self.full(torch.relu(self.enc(pixels) + self.dec(h).unsqueeze(1))).squeeze(2)
        return (pixels * e.softmax(1).unsqueeze(2)).sum(1)


class DecoderWithAttention(nn.Module):
    def __init__(self, vocab_size, embed_dim=32, decoder_dim=40, encoder_dim=24, attention_dim=16):
        super().__init__()
        self.vocab_size = vocab_size
        self.attention = Attention(encoder_dim, decoder_dim, attention_dim)
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.cell = nn.LSTMCell(embed_dim + encoder_dim, decoder_dim)
        self.init_h = nn.Linear(encoder_dim, decoder_dim)
        self.init_c = nn.Linear(encoder_dim, decoder_dim)
        self.fc = nn.Linear(decoder_dim, vocab_size)

    def forward(self, pixels, captions, lengths):
        lengths, order = lengths.squeeze(1).sort(descending=True)
        pixels, captions = pixels[order], captions[order]
        emb = self.embedding(captions)
        mean = pixels.mean(1)
        h, c = self.init_h(mean), self.init_c(mean)
        decode_lengths = (lengths - 1).tolist()
        predictions = torch.zeros(len(pixels), max(decode_lengths), self.vocab_size)
        for t in range(max(decode_lengths)):
            n = sum(length > t for length in decode_lengths)
            context = self.attention(pixels[:n], h[:n])
            h, c = self.cell(torch.cat([emb[:n, t], context], dim=1), (h[:n], c[:n]))
            predictions[:n, t] = self.fc(h)
        return predictions, captions, decode_lengths


def train(loader, encoder, decoder, criterion, optimizer):
    for i, (imgs, caps, caplens) in enumerate(loader):
        scores, caps_sorted, decode_lengths = decoder(encoder(imgs), caps, caplens)
        targets = caps_sorted[:, 1:]
        loss = criterion(scores, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[{i}/{len(loader)}] loss {loss.item():.4f} ({sum(decode_lengths)} words)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--lr", type=float, default=4e-4)
    args = parser.parse_args()
    encoder, decoder = Encoder(), DecoderWithAttention(len(word_map))
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=args.lr)
    criterion = nn.CrossEntropyLoss(ignore_index=word_map["<pad>"])
    train(DataLoader(CaptionDataset(), batch_size=args.batch_size), encoder, decoder, criterion, optimizer)
