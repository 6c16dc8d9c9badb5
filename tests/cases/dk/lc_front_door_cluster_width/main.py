import torch
from torch.utils.data import DataLoader

from causal_module import CRA
from config import cfgs
from nextgqa import NExTGQA


def train(cfgs):
    data = NExTGQA(cfgs)
    clusters = data.visual_clusters(cfgs["model"]["n_clusters"])
    model = CRA(cfgs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfgs["lr"])
    for video, question, answers, label in DataLoader(data, batch_size=cfgs["dataset"]["batch_size"]):
        logits = model(video, question, answers, clusters)
        loss = torch.nn.functional.cross_entropy(logits, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("vqa loss", loss.item())


train(cfgs)
