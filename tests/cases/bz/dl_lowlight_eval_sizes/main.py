import tempfile

import torch
from torch.utils.data import DataLoader

from data import get_eval_set, get_training_set, write_pairs
from evaluate import evaluate
from net import EnhanceNet
from options import opt


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr)
    for low, high in loader:
        loss = torch.nn.functional.l1_loss(model(low), high)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


with tempfile.TemporaryDirectory() as folder:
    write_pairs(folder)
    model = EnhanceNet(opt.channels)
    print("train", train(model, DataLoader(get_training_set(folder, opt.crop_size), batch_size=opt.batch_size)))
    eval_loader = DataLoader(get_eval_set(folder), batch_size=1)
    for name, level in evaluate(model, eval_loader):
        print(name, level)
