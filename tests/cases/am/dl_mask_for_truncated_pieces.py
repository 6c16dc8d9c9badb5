import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

MAX_PIECES = 64


class WordpieceIndexer:
    def __init__(self, piece_len=4, n_ids=500):
        self.piece_len, self.n_ids = piece_len, n_ids

    def tokens_to_indices(self, tokens):
        pieces, offsets = [1], []
        for token in tokens:
            ids = [2 + sum(map(ord, token[i:i + self.piece_len])) % (self.n_ids - 2)
                   for i in range(0, len(token), self.piece_len)]
            if len(pieces) + len(ids) > MAX_PIECES:
                break
            pieces.extend(ids)
            offsets.append(len(pieces) - 1)
        mask = [1 for _ in tokens]
        return {"bert": pieces, "bert-offsets": offsets, "mask": mask}


class Passages(Dataset):
    def __init__(self, indexer, n=24):
        rnd = random.Random(11)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.rows = []
        for i in range(n):
            words = ["".join(rnd.choices(letters, k=rnd.randint(2, 11))) for _ in range(rnd.randint(8, 16) + 2 * i)]
            self.rows.append((indexer.tokens_to_indices(words), i % 3))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


def collate(rows):
    fields = {k: pad_sequence([torch.tensor(r[k]) for r, _ in rows], batch_first=True) for k in rows[0][0]}
    return fields, torch.tensor([y for _, y in rows])


class PassageClassifier(nn.Module):
    def __init__(self, dim=32, n_classes=3):
        super().__init__()
        self.pieces = nn.Embedding(500, dim, padding_idx=0)
        self.positions = nn.Embedding(MAX_PIECES, dim)
        self.bert = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.attend = nn.Linear(dim, 1)
        self.classify = nn.Linear(dim, n_classes)

    def forward(self, fields):
        ids, offsets = fields["bert"], fields["bert-offsets"]
        x = self.pieces(ids) + self.positions(torch.arange(ids.shape[1]))
        x = self.bert(x, src_key_padding_mask=ids == 0)
        words = x.gather(1, offsets[..., None].expand(-1, -1, x.shape[-1]))
        scores = self.attend(words).squeeze(-1)
        scores = scores.masked_fill(fields["mask"] == 0, -1e4)
        return self.classify((scores.softmax(-1)[..., None] * words).sum(1))


loader = DataLoader(Passages(WordpieceIndexer()), batch_size=6, collate_fn=collate)
model = PassageClassifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(2):
    for fields, y in loader:
        loss = nn.functional.cross_entropy(model(fields), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, round(loss.item(), 4))
