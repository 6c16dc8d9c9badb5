"""Stands in for the download: dict.txt, and the pretrained checkpoint."""
import os

import torch

from deltalm import DeltaLM
from dictionary import Dictionary, add_sentinels


def write_release(folder, n_pieces=300):
    dict_path = os.path.join(folder, "dict.txt")
    with open(dict_path, "w", encoding="utf-8") as f:
        for i in range(n_pieces):
            f.write(f"▁piece{i} {n_pieces - i}\n")
    pretraining_dict = add_sentinels(Dictionary.load(dict_path))
    checkpoint = os.path.join(folder, "deltalm-base.pt")
    torch.save({"model": DeltaLM(pretraining_dict).state_dict()}, checkpoint)
    return dict_path, checkpoint
