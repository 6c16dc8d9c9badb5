import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from decoder import Decoder
from encoder import DeepFeatureExtractor


class DepthNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = DeepFeatureExtractor()
        self.decoder = Decoder(self.encoder.dim_list)

    def forward(self, x):
        return F.interpolate(self.decoder(self.encoder(x)), size=x.shape[2:])


def rooms(n):
    return TensorDataset(torch.rand(n, 3, 64, 96), torch.rand(n, 1, 64, 96) * 10)


def train(model, loader):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for image, depth in loader:
        loss = F.l1_loss(model(image), depth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
print("loss", train(DepthNet(), DataLoader(rooms(8), batch_size=4)))
