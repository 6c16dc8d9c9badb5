import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

configs = dict(num_speakers=12, feat_dim=40, num_frms=100, embed_dim=48, batch_size=16)


class Fbanks(Dataset):
    def __init__(self, conf, n=65):
        self.num_frms = conf["num_frms"]
        self.speakers = np.random.randint(0, conf["num_speakers"], size=(n, 1))
        self.feats = [np.random.normal(size=(120 + i, conf["feat_dim"])).astype(np.float32) for i in range(n)]

    def __len__(self):
        return len(self.speakers)

    def __getitem__(self, i):
        start = np.random.randint(0, len(self.feats[i]) - self.num_frms)
        feat = self.feats[i][start:start + self.num_frms]
        return {"feat": feat - feat.mean(0), "label": self.speakers[i]}


class TDNN(nn.Module):
    def __init__(self, feat_dim, embed_dim, hid=64):
        super().__init__()
        self.frame = nn.Sequential(nn.Conv1d(feat_dim, hid, 5), nn.ReLU(), nn.BatchNorm1d(hid))
        self.seg = nn.Linear(2 * hid, embed_dim)

    def forward(self, feats):
        h = self.frame(feats.transpose(1, 2))
        return self.seg(torch.cat([h.mean(-1), h.std(-1)], dim=1))


class AddMargin(nn.Module):
    def __init__(self, in_features, out_features, scale=32.0, margin=0.2):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features))
        self.scale, self.margin = scale, margin

    def forward(self, embeds, label):
        cosine = nn.functional.linear(nn.functional.normalize(embeds), nn.functional.normalize(self.weight))
        one_hot = torch.zeros_like(cosine).scatter_(1, label.view(-1, 1), 1.0)
        return self.scale * (cosine - one_hot * self.margin)


def run_epoch(dataloader, model, projection, criterion, optimizer, epoch):
    model.train()
    losses, hits = [], 0
    for batch in dataloader:
        features = batch["feat"].float()
        targets = batch["label"].long().squeeze()
        outputs = projection(model(features), targets)
        loss = criterion(outputs, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        hits += (outputs.argmax(1) == targets).sum().item()
    print(f"epoch {epoch} loss {np.mean(losses):.3f} hits {hits}")


model = TDNN(configs["feat_dim"], configs["embed_dim"])
projection = AddMargin(configs["embed_dim"], configs["num_speakers"])
optimizer = torch.optim.SGD([*model.parameters(), *projection.parameters()], lr=0.05, momentum=0.9)
loader = DataLoader(Fbanks(configs), batch_size=configs["batch_size"], shuffle=True)
for epoch in range(2):
    run_epoch(loader, model, projection, nn.CrossEntropyLoss(), optimizer, epoch)
