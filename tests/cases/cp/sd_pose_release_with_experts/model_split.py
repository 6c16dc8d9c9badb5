import torch

DATASETS = ["coco", "aic", "mpii", "ap10k", "apt36k", "wholebody"]


def split(state, dataset):
    k = DATASETS.index(dataset)
    out = {}
    for name, value in state.items():
        if ".experts." in name:
            continue
        if ".mlp.fc2." in name:
            value = torch.cat([value, state[name.replace("fc2.", f"experts.{k}.")]], dim=0)
        out[name] = value
    return out
