import torch
from torch.utils.data import DataLoader

from conll import Sentences
from options import CONFIG, EVALUATE
from tagger import LSTMTagger


def load_model(path):
    model = LSTMTagger(CONFIG, **EVALUATE)
    state_dict = torch.load(path, map_location="cpu")
    model.load_state_dict(state_dict)
    return model.eval()


@torch.no_grad()
def evaluate(path):
    model = load_model(path)
    right = total = 0
    for batch in DataLoader(Sentences("test"), batch_size=4):
        preds = model(batch).argmax(dim=-1)
        right += (preds == batch["labels"]).sum().item()
        total += preds.numel()
    return right / total
