import math

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

PAD, BOS, EOS = 0, 1, 2
CONF = dict(n_predicates=50, obj_dim=24, d_model=32, heads=4, layers=2, epochs=2, batch_size=4, lr=1e-3)


class SceneGraphs(Dataset):
    """Object features of an image and the sequence of predicates between its objects."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for _ in range(n):
            n_obj = int(torch.randint(4, 9, (1,), generator=g))
            n_rel = int(torch.randint(3, 11, (1,), generator=g))
            feats = torch.randn(n_obj, CONF["obj_dim"], generator=g)
            rels = torch.randint(3, CONF["n_predicates"] + 3, (n_rel,), generator=g)
            self.items.append((feats, torch.cat([torch.tensor([BOS]), rels, torch.tensor([EOS])])))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    feats, rels = zip(*batch)
    obj_len = torch.tensor([len(f) for f in feats])
    feats = pad_sequence(feats, batch_first=True)
    obj_pad = torch.arange(feats.size(1))[None] >= obj_len[:, None]
    rels = pad_sequence(rels, batch_first=True, padding_value=PAD)
    return {"objects": feats, "obj_pad": obj_pad, "rels": rels, "rel_pad": rels == PAD}


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=64):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2], pe[0, :, 1::2] = torch.sin(pos * div), torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[:, :x.size(1)]


class RelationSeq2Seq(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["d_model"]
        self.obj_proj = nn.Linear(c["obj_dim"], d)
        self.rel_embed = nn.Embedding(c["n_predicates"] + 3, d, padding_idx=PAD)
        self.position = PositionalEncoding(d)
        enc = nn.TransformerEncoderLayer(d, c["heads"], 2 * d, dropout=0.1, batch_first=True)
        dec = nn.TransformerDecoderLayer(d, c["heads"], 2 * d, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(enc, c["layers"], enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(dec, c["layers"])
        self.out = nn.Linear(d, c["n_predicates"] + 3)

    def forward(self, objects, obj_pad, rels, rel_pad):
        memory = self.encoder(self.obj_proj(objects), src_key_padding_mask=obj_pad)
        size = rels.size(1)
        causal = torch.triu(torch.ones(size, size, dtype=torch.bool), diagonal=1)
        states = self.decoder(
            self.position(self.rel_embed(rels)), memory, tgt_mask=causal,
            tgt_key_padding_mask=rel_pad, memory_key_padding_mask=obj_pad)
        return self.out(states)


def train_epoch(model, loader, optimizer, criterion):
    model.train()
    total = 0.0
    for b in loader:
        logits = model(b["objects"], b["obj_pad"], b["rels"][:, :-1], b["rel_pad"][:, :-1])
        loss = criterion(logits.flatten(0, 1), b["rels"][:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def evaluate(model, loader, topk=(5, 20)):
    model.eval()
    hits, count = {k: 0 for k in topk}, 0
    with torch.no_grad():
        for b in loader:
            rels_in, gold = b["rels"][:, :-1], b["rels"][:, 1:]
            logits = model(b["objects"], b["obj_pad"], rels_in, b["rel_pad"])
            valid = gold != PAD
            order = logits.argsort(dim=-1, descending=True)
            for k in topk:
                hits[k] += ((order[..., :k] == gold.unsqueeze(-1)).any(-1) & valid).sum().item()
            count += valid.sum().item()
    return {f"Recall@{k}": hits[k] / count for k in topk}


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader = DataLoader(SceneGraphs(12, 0), CONF["batch_size"], collate_fn=collate)
    val_loader = DataLoader(SceneGraphs(8, 1), CONF["batch_size"], collate_fn=collate)
    model = RelationSeq2Seq(CONF)
    optimizer = torch.optim.Adam(model.parameters(), lr=CONF["lr"])
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for epoch in range(CONF["epochs"]):
        loss = train_epoch(model, train_loader, optimizer, criterion)
        print(f"Epoch {epoch + 1} loss {loss:.4f}", evaluate(model, val_loader))
