import torch

from net import Net
from questions import SPLITS, load_split, tokenize


def release_model(folder, ckpt_path):
    torch.manual_seed(888)
    token_to_ix = tokenize([item for split in SPLITS for item in load_split(folder, split)])
    net = Net(len(token_to_ix))
    torch.save({"state_dict": net.state_dict(), "token_to_ix": token_to_ix}, ckpt_path)
