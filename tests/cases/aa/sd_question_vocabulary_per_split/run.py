import torch
from torch import nn
from torch.utils.data import DataLoader

from load_data import VQADataSet
from net import Net


class Execution:
    def __init__(self, cfg):
        self.cfg = cfg
        torch.manual_seed(cfg.SEED)
        self.dataset = VQADataSet(cfg)
        self.net = Net(cfg, self.dataset.token_size, self.dataset.ans_size)

    def train(self):
        loader = DataLoader(self.dataset, self.cfg.BATCH_SIZE, shuffle=True)
        optim = torch.optim.Adam(self.net.parameters(), lr=self.cfg.LR_BASE)
        loss_fn = nn.CrossEntropyLoss()
        for epoch in range(self.cfg.MAX_EPOCH):
            for img_feat, ques_ix, ans in loader:
                loss = loss_fn(self.net(img_feat, ques_ix), ans)
                optim.zero_grad()
                loss.backward()
                optim.step()
            print(f"[epoch {epoch + 1}] loss {loss.item():.4f}")
        torch.save({"state_dict": self.net.state_dict(), "optimizer": optim.state_dict()}, self.cfg.CKPT_PATH)

    def eval(self):
        ckpt = torch.load(self.cfg.CKPT_PATH)
        self.net.load_state_dict(ckpt["state_dict"])
        self.net.eval()
        hits = 0
        with torch.no_grad():
            for img_feat, ques_ix, ans in DataLoader(self.dataset, self.cfg.BATCH_SIZE):
                hits += (self.net(img_feat, ques_ix).argmax(-1) == ans).sum().item()
        print(f"accuracy {hits / len(self.dataset):.3f}")
