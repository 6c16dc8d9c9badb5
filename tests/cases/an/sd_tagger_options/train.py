import torch
from torch import nn
from torch.utils.data import DataLoader

from conll import Sentences
from options import CONFIG, TRAIN
from tagger import LSTMTagger


def train(path):
    args = dict(TRAIN)
    lr = args.pop("lr")
    model = LSTMTagger(CONFIG, **args)
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    for batch in DataLoader(Sentences("train"), batch_size=4):
        logits = model(batch)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), batch["labels"].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("train loss", loss.item())
    torch.save(model.state_dict(), path)
