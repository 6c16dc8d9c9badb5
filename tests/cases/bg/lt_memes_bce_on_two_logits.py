import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

config = {
    "num_labels": 2,
    "losses": ["bce"],
    "batch_size": 32,
    "hidden": 64,
}


class HatefulMemes(Dataset):
    """Region features and word ids of a meme; label 1 is hateful."""

    def __len__(self):
        return 64

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return {
            "image_feature_0": torch.randn(20, 128, generator=g),
            "input_ids": torch.randint(1, 200, (16,), generator=g),
            "targets": torch.tensor(i % 2),
        }


class TwoStreamBert(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        dim = cfg["hidden"]
        self.word_embeddings = nn.Embedding(200, dim)
        self.image_embeddings = nn.Linear(128, dim)
        self.co_attention = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.pooler = nn.Sequential(nn.Linear(dim, dim), nn.Tanh())
        self.classifier = nn.Linear(dim, cfg["num_labels"])

    def forward(self, sample_list):
        words = self.word_embeddings(sample_list["input_ids"])
        regions = self.image_embeddings(sample_list["image_feature_0"])
        fused, _ = self.co_attention(words, regions, regions)
        return {"scores": self.classifier(self.pooler(fused[:, 0]))}


def bce(scores, targets):
    return nn.functional.binary_cross_entropy(torch.sigmoid(scores), targets.float())


def cross_entropy(scores, targets):
    return nn.functional.cross_entropy(scores, targets)


LOSSES = {"bce": bce, "cross_entropy": cross_entropy}


def training_loop(cfg):
    model = TwoStreamBert(cfg)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    for sample_list in DataLoader(HatefulMemes(), batch_size=cfg["batch_size"], shuffle=True):
        output = model(sample_list)
        loss = sum(LOSSES[name](output["scores"], sample_list["targets"]) for name in cfg["losses"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("train/total_loss", round(loss.item(), 4))


training_loop(config)
