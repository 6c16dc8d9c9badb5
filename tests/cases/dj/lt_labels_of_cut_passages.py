import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader


def random_passage(n_words, rng):
    """Sub-words, the word each of them belongs to, and one label (O, B, I) for each word."""
    word_ids = np.repeat(np.arange(n_words), rng.integers(1, 4, n_words))
    labels = np.zeros(n_words, dtype=np.int64)
    start = rng.integers(0, n_words - 3)
    labels[start:start + 3] = 1, 2, 2
    return rng.integers(5, 300, len(word_ids)), word_ids, labels


class QAFactoidDataLoader(DataLoader):
    def __init__(self, max_seq_len=512, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.max_seq_len = max_seq_len
        self.collate_fn = self._collate_fn

    def _collate_fn(self, batch):
        seq_len = min(self.max_seq_len, max(len(subwords) for subwords, _, _ in batch))
        tgt_len = max(len(labels) for _, _, labels in batch)
        subword_batch = np.zeros((len(batch), seq_len), dtype=np.int64)
        word_id_batch = np.full((len(batch), seq_len), -1, dtype=np.int64)
        label_batch = np.full((len(batch), tgt_len), -100, dtype=np.int64)
        for i, (subwords, word_ids, labels) in enumerate(batch):
            subwords, word_ids = subwords[:seq_len], word_ids[:seq_len]
            subword_batch[i, :len(subwords)] = subwords
            word_id_batch[i, :len(word_ids)] = word_ids
            label_batch[i, :len(labels)] = labels
        return torch.from_numpy(subword_batch), torch.from_numpy(word_id_batch), torch.from_numpy(label_batch)


class WordTagger(nn.Module):
    def __init__(self, vocab=300, dim=32, num_labels=3):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.encoder = nn.LSTM(dim, dim, batch_first=True)
        self.classifier = nn.Linear(dim, num_labels)

    def forward(self, subwords, word_ids):
        states, _ = self.encoder(self.embed(subwords))
        belongs = nn.functional.one_hot(word_ids + 1)[:, :, 1:].float()
        return self.classifier(belongs.transpose(1, 2) @ states)


rng = np.random.default_rng(28)
passages = [random_passage(n, rng) for n in (80, 120, 95, 60, 240, 401, 473, 150)]
model = WordTagger()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for subwords, word_ids, labels in QAFactoidDataLoader(dataset=passages, max_seq_len=512, batch_size=4):
    logits = model(subwords, word_ids)
    loss = nn.functional.cross_entropy(logits.reshape(-1, 3), labels.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
