import argparse

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.data import DataLoader, Dataset

PAD = 0


class Reviews(Dataset):
    def __init__(self, n, vocab_size, max_len, seed):
        g = torch.Generator().manual_seed(seed)
        self.max_len = max_len
        self.items = []
        for _ in range(n):
            length = int(torch.randint(5, 24, (1,), generator=g))
            words = torch.randint(2, vocab_size, (length,), generator=g)
            label = float((words > vocab_size // 2).float().mean() > 0.5)
            self.items.append((words, label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        words, label = self.items[i]
        row = torch.full((self.max_len,), PAD)
        row[: len(words)] = words
        return row, len(words), torch.tensor(label)


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        self.context = nn.Linear(dim, 1, bias=False)

    def forward(self, states, mask):
        scores = self.context(torch.tanh(self.proj(states))).squeeze(-1)
        scores = scores.masked_fill(mask == 0, -1e9)
        weights = scores.softmax(dim=1)
        return torch.bmm(weights.unsqueeze(1), states).squeeze(1), weights


class AttentiveGRU(nn.Module):
    def __init__(self, vocab_size, emb_dim, hidden):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, emb_dim, padding_idx=PAD)
        self.gru = nn.GRU(emb_dim, hidden, batch_first=True, bidirectional=True)
        self.att = Attention(2 * hidden)
        self.out = nn.Linear(2 * hidden, 1)

    def forward(self, tokens, lengths):
        mask = tokens != PAD
        packed = pack_padded_sequence(self.emb(tokens), lengths, batch_first=True, enforce_sorted=False)
        packed_states, _ = self.gru(packed)
        states, _ = pad_packed_sequence(packed_states, batch_first=True)
        summary, weights = self.att(states, mask)
        return self.out(summary).squeeze(1), weights


def run_epoch(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    loss_sum, hits, n = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for tokens, lengths, labels in loader:
            logits, _ = model(tokens, lengths)
            loss = criterion(logits, labels)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(labels)
            hits += ((logits > 0).float() == labels).sum().item()
            n += len(labels)
    return loss_sum / n, hits / n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--max_len", type=int, default=40)
    ap.add_argument("--vocab", type=int, default=300)
    ap.add_argument("--hidden", type=int, default=32)
    ap.add_argument("--epochs", type=int, default=2)
    args = ap.parse_args()
    torch.manual_seed(7)
    train_dl = DataLoader(Reviews(128, args.vocab, args.max_len, 1), batch_size=16)
    test_dl = DataLoader(Reviews(48, args.vocab, args.max_len, 2), batch_size=16)
    model = AttentiveGRU(args.vocab, 24, args.hidden)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(args.epochs):
        tr = run_epoch(model, train_dl, criterion, optimizer)
        te = run_epoch(model, test_dl, criterion)
        print(f"{epoch}: train {tr[0]:.3f}/{tr[1]:.2f} test {te[0]:.3f}/{te[1]:.2f}")


if __name__ == "__main__":
    main()
