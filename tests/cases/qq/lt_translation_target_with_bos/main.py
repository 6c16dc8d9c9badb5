import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

from seq2seq import AttnDecoder, Encoder, Seq2Seq

PAD, BOS, EOS = 0, 1, 2
ENGLISH = "i you we they see like buy eat apples bread houses dogs".split()
GERMAN = {"i": "ich", "you": "du", "we": "wir", "they": "sie", "see": "sehen", "like": "moegen",
          "buy": "kaufen", "eat": "essen", "apples": "aepfel", "bread": "brot",
          "houses": "haeuser", "dogs": "hunde"}


class Vocab:
    def __init__(self, words):
        self.itos = ["<pad>", "<bos>", "<eos>"] + sorted(set(words))
        self.stoi = {w: i for i, w in enumerate(self.itos)}

    def __len__(self):
        return len(self.itos)

    def encode(self, words):
        return torch.tensor([BOS] + [self.stoi[w] for w in words] + [EOS])


src_vocab, trg_vocab = Vocab(ENGLISH), Vocab(GERMAN.values())


def make_pairs(n):
    pairs = []
    for _ in range(n):
        words = [random.choice(ENGLISH) for _ in range(random.randint(3, 8))]
        pairs.append((src_vocab.encode(words), trg_vocab.encode([GERMAN[w] for w in words])))
    return pairs


def collate_fn(batch):
    src = pad_sequence([s for s, _ in batch], batch_first=True, padding_value=PAD)
    trg = pad_sequence([t for _, t in batch], batch_first=True, padding_value=PAD)
    return src, trg


def train(model, iterator, optimizer, criterion, clip=1.0):
    model.train()
    epoch_loss = 0
    for src, trg in iterator:
        optimizer.zero_grad()
        output = model(src, trg)
        output = output.reshape(-1, output.shape[-1])
        loss = criterion(output, trg.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss / len(iterator)


@torch.no_grad()
def translate(model, words, max_len=10):
    model.eval()
    encoder_outputs, hidden = model.encoder(src_vocab.encode(words).unsqueeze(0))
    token = torch.tensor([[BOS]])
    result = []
    for _ in range(max_len):
        step, hidden = model.decoder(token, hidden, encoder_outputs)
        token = step.argmax(2)
        if token.item() == EOS:
            break
        result.append(trg_vocab.itos[token.item()])
    return " ".join(result)


if __name__ == "__main__":
    random.seed(0)
    torch.manual_seed(0)
    iterator = DataLoader(make_pairs(128), batch_size=16, shuffle=True, collate_fn=collate_fn)
    model = Seq2Seq(Encoder(len(src_vocab), 24, 48), AttnDecoder(len(trg_vocab), 24, 48))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for epoch in range(2):
        print(epoch, train(model, iterator, optimizer, criterion))
    print(translate(model, ["we", "eat", "bread"]))
