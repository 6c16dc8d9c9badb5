import os
import tempfile

import torch
from torch.utils.data import DataLoader

from load_data import VQADataSet
from net import Net


class Execution:
    def __init__(self, ckpt):
        self.ckpt = ckpt

    def train(self):
        dataset = VQADataSet("train", "train")
        net = Net(dataset.token_size)
        optim = torch.optim.Adam(net.parameters(), 1e-3)
        for img, ques, ans in DataLoader(dataset, batch_size=3):
            loss = torch.nn.functional.cross_entropy(net(img, ques), ans)
            optim.zero_grad()
            loss.backward()
            optim.step()
        torch.save({"state_dict": net.state_dict()}, self.ckpt)
        return loss.item()

    @torch.no_grad()
    def eval(self):
        dataset = VQADataSet("val", "val")
        net = Net(dataset.token_size)
        net.load_state_dict(torch.load(self.ckpt)["state_dict"])
        net.eval()
        return [int(p) for img, ques, _ in DataLoader(dataset, batch_size=2) for p in net(img, ques).argmax(1)]


with tempfile.TemporaryDirectory() as tmp:
    execution = Execution(os.path.join(tmp, "small.pkl"))
    print("train loss", execution.train())
    print("answers", execution.eval())
