import math
import os
import tempfile

import torch
from torch import nn

from data import WT103, wikitext
from model import S4LM


def pretrain(path):
    dataset = WT103(wikitext(), add_eos=True)
    torch.save({"state_dict": S4LM(dataset.n_tokens).state_dict()}, path)


def evaluate(path):
    dataset = WT103(wikitext())
    model = S4LM(dataset.n_tokens)
    model.load_state_dict(torch.load(path)["state_dict"])
    model.eval()
    total = 0.0
    with torch.no_grad():
        for line in dataset.lines[:8]:
            ids = torch.tensor([dataset.vocab.encode(line)])
            logits = model(ids[:, :-1])
            total += nn.functional.cross_entropy(logits.flatten(0, 1), ids[0, 1:]).item()
    print("ppl", math.exp(total / 8))


with tempfile.TemporaryDirectory() as folder:
    checkpoint = os.path.join(folder, "s4-wt103.pt")
    pretrain(checkpoint)
    evaluate(checkpoint)
