import math
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


@dataclass
class Config:
    num_epochs: int = 2
    batch_size: int = 16
    embed_dim: int = 64
    hidden_size: int = 96
    latent_dims: int = 32
    kl_warmup: int = 10
    lr: float = 1e-3


WORDS = "the a market stock price rose fell sharply after report from company on monday friday profit loss".split()
PAD, BOS, EOS = 0, 1, 2


def write_corpus(path, n, seed):
    g = torch.Generator().manual_seed(seed)
    with open(path, "w") as f:
        for _ in range(n):
            k = int(torch.randint(4, 12, (1,), generator=g))
            f.write(" ".join(WORDS[j] for j in torch.randint(len(WORDS), (k,), generator=g)) + "\n")


class MonoText(Dataset):
    def __init__(self, path, vocab):
        self.lines = [[BOS] + [vocab[w] for w in l.split()] + [EOS] for l in Path(path).read_text().splitlines()]

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, i):
        return torch.tensor(self.lines[i])


def pad_batch(lines):
    return pad_sequence(lines, batch_first=True, padding_value=PAD)


class VAE(nn.Module):
    def __init__(self, vocab_size, cfg):
        super().__init__()
        self.encoder_w_embedder = nn.Embedding(vocab_size, cfg.embed_dim, padding_idx=PAD)
        self.encoder = nn.GRU(cfg.embed_dim, cfg.hidden_size, batch_first=True)
        self.to_stats = nn.Linear(cfg.hidden_size, 2 * cfg.latent_dims)
        self.to_state = nn.Linear(cfg.latent_dims, cfg.hidden_size)
        self.decoder_w_embedder = nn.Embedding(vocab_size, cfg.embed_dim, padding_idx=PAD)
        decoder_input_size = cfg.embed_dim + cfg.batch_size
        self.decoder = nn.GRU(decoder_input_size, cfg.hidden_size, batch_first=True)
        self.output_layer = nn.Linear(cfg.hidden_size, vocab_size)

    def encode(self, text):
        _, h = self.encoder(self.encoder_w_embedder(text))
        return self.to_stats(h[-1]).chunk(2, dim=-1)

    def decode(self, text, z):
        emb = self.decoder_w_embedder(text)
        z_steps = z.unsqueeze(1).expand(-1, emb.size(1), -1)
        out, _ = self.decoder(torch.cat([emb, z_steps], dim=-1), torch.tanh(self.to_state(z)).unsqueeze(0))
        return self.output_layer(out)

    def forward(self, text, kl_weight):
        mean, logvar = self.encode(text)
        z = mean + torch.randn_like(mean) * (0.5 * logvar).exp() if self.training else mean
        logits = self.decode(text[:, :-1], z)
        rc = F.cross_entropy(logits.flatten(0, 1), text[:, 1:].flatten(), ignore_index=PAD, reduction="sum")
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum()
        return (rc + kl_weight * kl) / len(text), rc.item()


def run_epoch(model, loader, cfg, optimizer=None):
    model.train(optimizer is not None)
    nll, words = 0.0, 0
    for step, text in enumerate(loader):
        with torch.set_grad_enabled(optimizer is not None):
            loss, rc = model(text, min(1.0, (step + 1) / cfg.kl_warmup))
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        nll += rc
        words += (text[:, 1:] != PAD).sum().item()
    return math.exp(nll / words)


def main(cfg):
    vocab = {w: i + 3 for i, w in enumerate(WORDS)}
    with tempfile.TemporaryDirectory() as tmp:
        for name, n in (("train", 96), ("valid", 24)):
            write_corpus(f"{tmp}/{name}.txt", n, seed=n)
        train_set, valid_set = MonoText(f"{tmp}/train.txt", vocab), MonoText(f"{tmp}/valid.txt", vocab)
    train_loader = DataLoader(train_set, cfg.batch_size, shuffle=True, collate_fn=pad_batch)
    valid_loader = DataLoader(valid_set, cfg.batch_size, collate_fn=pad_batch)
    model = VAE(len(vocab) + 3, cfg)
    optimizer = torch.optim.Adam(model.parameters(), cfg.lr)
    for epoch in range(cfg.num_epochs):
        ppl = run_epoch(model, train_loader, cfg, optimizer)
        print(f"epoch {epoch} train ppl {ppl:.2f} valid ppl {run_epoch(model, valid_loader, cfg):.2f}")


if __name__ == "__main__":
    torch.manual_seed(13)
    main(Config())
