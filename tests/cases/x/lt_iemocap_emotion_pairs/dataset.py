import os
import pickle

import numpy as np
import torch
from torch.utils.data import Dataset

MODALITIES = ("text", "audio", "vision")


def write_corpus(folder, data, split, n, seed):
    """Stands for the preprocessed .pkl files: word vectors, COVAREP and FACET features."""
    rng = np.random.RandomState(seed)
    lengths = {"text": (20, 30), "audio": (60, 12), "vision": (40, 10)}
    content = {name: rng.randn(n, *size).astype("float32") for name, size in lengths.items()}
    if data == "iemocap":
        happy_sad_angry_neutral = rng.randint(0, 2, (n, 4))
        content["labels"] = np.stack([1 - happy_sad_angry_neutral, happy_sad_angry_neutral], axis=-1)
    else:
        content["labels"] = rng.uniform(-3, 3, (n, 1, 1)).astype("float32")
    with open(os.path.join(folder, f"{data}_{split}.pkl"), "wb") as f:
        pickle.dump(content, f)


class Multimodal_Datasets(Dataset):
    def __init__(self, path, file, split_type="train", data="mosei_senti"):
        with open(os.path.join(path, f"{file}_{split_type}.pkl"), "rb") as f:
            content = pickle.load(f)
        self.features = {name: torch.tensor(content[name]) for name in MODALITIES}
        self.labels = torch.tensor(content["labels"])
        self.data = data

    def get_dims(self):
        return [self.features[name].size(2) for name in MODALITIES]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        X = tuple(self.features[name][index] for name in MODALITIES)
        Y = self.labels[index]
        if self.data == "iemocap":
            Y = torch.argmax(Y, dim=-1)
        return X, Y
