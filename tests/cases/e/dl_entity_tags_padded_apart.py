import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

random.seed(4)
torch.manual_seed(4)
PAD, CLS, SEP = 0, 1, 2
N_TAGS = 5


def annotated_sentence():
    n = random.randint(5, 14)
    return {
        "words": [random.randint(3, 199) for _ in range(n)],
        "tags": [random.randint(0, N_TAGS - 1) for _ in range(n)],
    }


def collate(samples):
    """Pads the word numbers, their mask and the tags of one batch."""
    ids = [torch.tensor([CLS, *s["words"], SEP]) for s in samples]
    input_ids = pad_sequence(ids, batch_first=True, padding_value=PAD)
    tags = [torch.tensor(s["tags"]) for s in samples]
    labels = pad_sequence(tags, batch_first=True, padding_value=-100)
    return {"input_ids": input_ids, "attention_mask": input_ids != PAD, "labels": labels}


class Tagger(nn.Module):
    def __init__(self, vocab=200, width=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, width, padding_idx=PAD)
        layer = nn.TransformerEncoderLayer(width, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.classifier = nn.Linear(width, N_TAGS)

    def forward(self, input_ids, attention_mask):
        hidden = self.encoder(self.embedding(input_ids), src_key_padding_mask=~attention_mask)
        return self.classifier(hidden)


corpus = [annotated_sentence() for _ in range(24)]
loader = DataLoader(corpus, batch_size=8, collate_fn=collate)
model = Tagger()
criterion = nn.CrossEntropyLoss(ignore_index=-100)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for batch in loader:
    logits = model(batch["input_ids"], batch["attention_mask"])
    loss = criterion(logits.view(-1, N_TAGS), batch["labels"].view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
