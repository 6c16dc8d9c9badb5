import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
torch.manual_seed(0)

PAD, BOS, EOS, MASK, VOCAB = 0, 1, 2, 3, 260
MAX_LENGTH = 1024


def encode(text):
    return [BOS] + [4 + b for b in text.encode("utf-8")] + [EOS]


def knowledge_base(n=12):
    words = ["protein", "acute", "renal", "failure", "kinase", "inhibitor", "lesion", "chronic", "of", "the"]
    for _ in range(n):
        synonym = " ".join(random.choices(words, k=random.randint(2, 5)))
        definition = " ".join(random.choices(words, k=random.randint(60, 155)))
        yield f"{synonym} is defined as {definition}"


class KBPretrainSet(Dataset):
    """Sentences built from names and definitions of biomedical entities, some tokens masked."""

    def __init__(self, texts, max_length):
        self.samples = [encode(t) for t in texts]
        self.max_length = max_length

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        target = self.samples[i]
        source = [MASK if random.random() < 0.15 else t for t in target]
        padding = [PAD] * (self.max_length - len(target))
        return source + padding, target + padding


def collate(batch):
    source = torch.stack([torch.tensor(s) for s, _ in batch])
    target = torch.stack([torch.tensor(t) for _, t in batch])
    return source, target


class Denoiser(nn.Module):
    def __init__(self, d_model=32):
        super().__init__()
        self.tokens = nn.Embedding(VOCAB, d_model, padding_idx=PAD)
        self.positions = nn.Embedding(MAX_LENGTH, d_model)
        self.encoder = nn.TransformerEncoderLayer(d_model, 2, 64, batch_first=True)
        self.lm_head = nn.Linear(d_model, VOCAB)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.size(1)))
        return self.lm_head(self.encoder(x, src_key_padding_mask=ids == PAD))


loader = DataLoader(KBPretrainSet(list(knowledge_base()), MAX_LENGTH), batch_size=4, collate_fn=collate)
model = Denoiser()
optimizer = torch.optim.AdamW(model.parameters(), lr=4e-5)
for step, (source, target) in enumerate(loader):
    logits = model(source)
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
