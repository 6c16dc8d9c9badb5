import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

PAD, IGNORE = 0, -100


class PaperSummaries(Dataset):
    """Source abstracts and the citation sentence to be written from them."""

    def __init__(self, n=8, vocab=120):
        g = torch.Generator().manual_seed(1)
        self.sources = [torch.randint(1, vocab, (60 + i,), generator=g) for i in range(n)]
        self.targets = [torch.randint(1, vocab, (12 + i % 4,), generator=g) for i in range(n)]

    def __len__(self):
        return len(self.sources)

    def __getitem__(self, i):
        source, target = self.sources[i], self.targets[i]
        return {"input_ids": source, "labels": target}


def collate(features):
    ids = pad_sequence([f["input_ids"] for f in features], batch_first=True, padding_value=PAD)
    labels = pad_sequence([f["labels"] for f in features], batch_first=True, padding_value=IGNORE)
    return {"input_ids": ids, "attention_mask": ids != PAD, "labels": labels}


class SmallGPT(nn.Module):
    def __init__(self, vocab=120, n_positions=256, n_embd=32, n_layer=2):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, n_embd), nn.Embedding(n_positions, n_embd)
        block = nn.TransformerEncoderLayer(n_embd, 4, 64, batch_first=True, norm_first=True)
        self.h = nn.TransformerEncoder(block, n_layer, enable_nested_tensor=False)
        self.lm_head = nn.Linear(n_embd, vocab, bias=False)

    def forward(self, input_ids, attention_mask, labels):
        n = input_ids.size(1)
        x = self.wte(input_ids) + self.wpe(torch.arange(n))
        causal = torch.ones(n, n, dtype=torch.bool).triu(1)
        logits = self.lm_head(self.h(x, mask=causal, src_key_padding_mask=~attention_mask))
        shift_logits = logits[:, :-1].reshape(-1, logits.size(-1))
        shift_labels = labels[:, 1:].reshape(-1)
        return nn.functional.cross_entropy(shift_logits, shift_labels, ignore_index=IGNORE)


model = SmallGPT()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
for batch in DataLoader(PaperSummaries(), batch_size=4, collate_fn=collate):
    loss = model(**batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
