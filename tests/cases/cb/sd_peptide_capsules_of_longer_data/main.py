import os
import tempfile

import torch

import config
from capsule_net import CapsuleNet
from peptides import encode, make_peptides
from train_dia import train_dia


def pred_from_model(model, param_path, x, batch_size=15):
    model.load_state_dict(torch.load(param_path))
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part) for part in x.split(batch_size)])


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    return ((a * b).sum() / (a.norm() * b.norm())).item()


with tempfile.TemporaryDirectory() as tmp:
    torch.manual_seed(0)
    param_path = os.path.join(tmp, "dia_all_epo1_conv10.pt")
    train_dia(param_path)
    x, obse = encode(make_peptides(40, longest=44, seed=2), config.max_length)
    conv1 = CapsuleNet(config.max_length)
    pred = pred_from_model(conv1, param_path, x)
    rt = pred * (config.max_rt - config.min_rt) + config.min_rt
    print("first retention times", rt[:4].tolist())
    print("pearson", pearson(pred, obse))
