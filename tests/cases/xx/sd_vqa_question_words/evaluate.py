import torch
from torch.utils.data import DataLoader

from load_data import VQADataset
from net import Net


def evaluate(folder, ckpt_path, split):
    dataset = VQADataset(folder, split)
    ckpt = torch.load(ckpt_path)
    print(f"loading ckpt {ckpt_path.rsplit('/', 1)[-1]}")
    net = Net(len(dataset.token_to_ix))
    net.load_state_dict(ckpt["state_dict"])
    net.eval()
    hits = 0
    with torch.no_grad():
        for img_feat, ques_ix, answer in DataLoader(dataset, batch_size=8):
            hits += (net(img_feat, ques_ix).argmax(dim=1) == answer).sum().item()
    return hits / len(dataset)
