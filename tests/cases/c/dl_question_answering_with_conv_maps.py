import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

cfg = {"vocab": 60, "answers": 20, "img_dim": 512, "hidden": 64, "mfb_factor": 5, "mfb_out": 32, "batch": 6}


class DataProvider:
    """Questions, stored picture features and answers."""

    def __init__(self, folder, n=12):
        self.folder, self.n, self.at = folder, n, 0
        rng = np.random.RandomState(0)
        for k in range(n):
            np.savez(os.path.join(folder, f"{k}.npz"), x=rng.rand(cfg["img_dim"], 7, 7).astype(np.float32))

    def next_batch(self, size):
        ids = [(self.at + k) % self.n for k in range(size)]
        self.at += size
        feats = [np.load(os.path.join(self.folder, f"{k}.npz"))["x"] for k in ids]
        question = torch.randint(1, cfg["vocab"], (size, 9))
        answer = torch.randint(0, cfg["answers"], (size,))
        return question, torch.from_numpy(np.stack(feats)), answer


class FactorisedBilinear(nn.Module):
    def __init__(self):
        super().__init__()
        joint = cfg["mfb_factor"] * cfg["mfb_out"]
        self.embed = nn.Embedding(cfg["vocab"], 32)
        self.lstm = nn.LSTM(32, cfg["hidden"], batch_first=True)
        self.proj_data = nn.Linear(cfg["hidden"], joint)
        self.proj_img = nn.Linear(cfg["img_dim"], joint)
        self.predict = nn.Linear(cfg["mfb_out"], cfg["answers"])

    def forward(self, question, img_feature):
        _, (h, _) = self.lstm(self.embed(question))
        joint = self.proj_data(h[-1]) * self.proj_img(img_feature)
        joint = joint.view(-1, cfg["mfb_out"], cfg["mfb_factor"]).sum(2)
        joint = torch.sqrt(F.relu(joint)) - torch.sqrt(F.relu(-joint))
        return F.log_softmax(self.predict(F.normalize(joint)), dim=1)


with tempfile.TemporaryDirectory() as folder:
    provider = DataProvider(folder)
    model = FactorisedBilinear()
    optimizer = torch.optim.Adam(model.parameters(), lr=7e-4)
    for it in range(2):
        question, img, answer = provider.next_batch(cfg["batch"])
        log_p = model(question, img)
        loss = F.nll_loss(log_p, answer)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("iteration", it, loss.item())
