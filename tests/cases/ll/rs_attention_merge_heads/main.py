import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

from translator import TaggingTransformer

VOCAB, TAGS = 120, 7


def make_corpus(n=48):
    g = torch.Generator().manual_seed(7)
    corpus = []
    for i in range(n):
        ids = torch.randint(1, VOCAB, (5 + i % 9,), generator=g)
        corpus.append((ids, ids % TAGS))
    return corpus


def collate(batch):
    ids, tags = zip(*batch)
    return pad_sequence(ids, batch_first=True), pad_sequence(tags, batch_first=True, padding_value=-100)


def main():
    torch.manual_seed(1)
    loader = DataLoader(make_corpus(), batch_size=12, shuffle=True, collate_fn=collate)
    model = TaggingTransformer(VOCAB, TAGS)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for ids, tags in loader:
        logits = model(ids)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", round(loss.item(), 4))


if __name__ == "__main__":
    main()
