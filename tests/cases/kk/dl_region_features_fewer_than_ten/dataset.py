import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset

VOCAB = 120


def fake_detector_output(image_ids, feat_dim, max_regions=10, seed=7):
    """Stands in for the pickled detector features: {image id: (n_regions, feat_dim)}."""
    g = torch.Generator().manual_seed(seed)
    store = {}
    for k, image_id in enumerate(image_ids):
        n = max_regions + 2 if k % 7 else max_regions
        if k in (20, 22):
            n = 6
        store[image_id] = torch.rand(n, feat_dim, generator=g)
    return store


class MREDataset(Dataset):
    """Sentences with an image each; every image is described by its detected regions."""

    def __init__(self, samples, regions, max_regions=10):
        self.samples = samples
        self.regions = regions
        self.max_regions = max_regions

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        tokens, image_id, relation = self.samples[index]
        pic = self.regions[image_id][: self.max_regions]
        return {"tokens": torch.tensor(tokens), "pic": pic, "label": relation}


def collate_fn(batch):
    tokens = pad_sequence([b["tokens"] for b in batch], batch_first=True)
    pics = torch.cat([b["pic"] for b in batch], dim=0)
    labels = torch.tensor([b["label"] for b in batch])
    return tokens, pics, labels


def make_samples(n=23, n_relations=5, seed=3):
    g = torch.Generator().manual_seed(seed)
    samples = []
    for k in range(n):
        length = int(torch.randint(5, 14, (1,), generator=g))
        tokens = torch.randint(1, VOCAB, (length,), generator=g).tolist()
        samples.append((tokens, f"twitter_{k:04d}.jpg", k % n_relations))
    return samples
