"""Contextual features of predicate-object pairs, averaged over their mentions."""
import torch
from torch.utils.data import Dataset

BERT_WIDTH = 768


def mention_features(n_mentions, seed):
    """Stands for the BERT layer that the extraction script writes to disk."""
    g = torch.Generator().manual_seed(seed)
    centre = torch.randn(BERT_WIDTH, generator=g)
    return centre + 0.1 * torch.randn(n_mentions, BERT_WIDTH, generator=g)


class PairFeatures(Dataset):
    """One row for the predicate and one for the object of every salient pair."""

    def __init__(self, pairs):
        self.pairs = pairs
        self.predicate = self._average([p for p, _ in pairs])
        self.object = self._average([o for _, o in pairs])

    @staticmethod
    def _average(words):
        rows = [mention_features(2 + len(w), seed=sum(map(ord, w))).mean(dim=0) for w in words]
        return torch.nn.functional.normalize(torch.stack(rows), dim=-1)

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        return self.predicate[i], self.object[i], i
