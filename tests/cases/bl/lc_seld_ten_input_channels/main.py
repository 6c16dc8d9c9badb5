import torch
from torch.utils.data import DataLoader, TensorDataset

from crnn import CRNN9
from features import extract

args = dict(feature_type="logmel", n_classes=14, batch_size=2, lr=1e-3)


def load_split(n_clips=4, n_mics=4, samples=16000):
    clips = 0.1 * torch.randn(n_clips, n_mics, samples)
    feats = torch.stack([extract(c, args["feature_type"]) for c in clips])
    events = torch.randint(0, 2, (n_clips, feats.shape[2] // 8, args["n_classes"])).float()
    return TensorDataset(feats, events)


def train():
    model = CRNN9(args["n_classes"])
    optimizer = torch.optim.Adam(model.parameters(), lr=args["lr"])
    for batch_x, batch_y in DataLoader(load_split(), batch_size=args["batch_size"]):
        output = model(batch_x)
        loss = torch.nn.functional.binary_cross_entropy(output, batch_y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("sed loss", loss.item())


train()
