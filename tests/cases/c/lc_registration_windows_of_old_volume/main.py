import torch
from torch.utils.data import DataLoader

from configs import CONFIGS
from pairs import ScanPairs
from registration import Registration


def similarity(moved, fixed):
    return ((moved - fixed) ** 2).mean()


def smoothness(flow):
    return sum(flow.diff(dim=d).pow(2).mean() for d in (2, 3, 4))


config = CONFIGS["TransMorph-Small"]
model = Registration(config)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for moving, fixed in DataLoader(ScanPairs(config["img_size"]), batch_size=1):
    moved, flow = model(moving, fixed)
    loss = similarity(moved, fixed) + 0.02 * smoothness(flow)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
