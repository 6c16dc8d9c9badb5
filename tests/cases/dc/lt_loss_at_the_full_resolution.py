from types import SimpleNamespace

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

cfg = SimpleNamespace(
    num_class=7,
    input_size=(96, 128),
    task_input_size=(48, 64),
    batch_size=2,
    lr=0.02,
    loss_at_high_res=True,
)


class PatchDataset(Dataset):
    def __init__(self, n=4):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, *cfg.input_size, generator=g)
        seg = torch.randint(0, cfg.num_class, cfg.input_size, generator=g)
        return {"img_data": img, "seg_label": seg}


class SaliencyNetwork(nn.Module):
    """Decides where the sampling grid becomes dense."""

    def __init__(self, size=(12, 16)):
        super().__init__()
        self.size = size
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 3, padding=1))

    def forward(self, x):
        x = F.interpolate(x, size=self.size, mode="bilinear", align_corners=False)
        return torch.tanh(self.net(x)) * 0.1


class DeformSegmentationModule(nn.Module):
    def __init__(self, net_saliency, net_encoder, net_decoder, crit, cfg):
        super().__init__()
        self.saliency, self.encoder, self.decoder = net_saliency, net_encoder, net_decoder
        self.crit = crit
        self.cfg = cfg

    def create_grid(self, x):
        h, w = self.cfg.task_input_size
        ys, xs = torch.meshgrid(torch.linspace(-1, 1, h), torch.linspace(-1, 1, w), indexing="ij")
        regular = torch.stack([xs, ys], -1).expand(x.shape[0], -1, -1, -1)
        shift = F.interpolate(self.saliency(x), size=(h, w), mode="bilinear", align_corners=False)
        return regular + shift.permute(0, 2, 3, 1)

    def forward(self, feed_dict):
        x, label = feed_dict["img_data"], feed_dict["seg_label"]
        grid = self.create_grid(x)
        x = F.grid_sample(x, grid, align_corners=True)
        pred = self.decoder(self.encoder(x))
        if self.cfg.loss_at_high_res:
            x = F.interpolate(x, size=label.shape[-2:], mode="bilinear", align_corners=False)
        else:
            label = F.grid_sample(label[:, None].float(), grid, mode="nearest", align_corners=True)[:, 0].long()
        loss = self.crit(pred, label)
        acc = (pred.argmax(1) == label).float().mean()
        return loss, acc


def build_encoder(dim=16):
    return nn.Sequential(
        nn.Conv2d(3, dim, 3, padding=1), nn.BatchNorm2d(dim), nn.ReLU(),
        nn.Conv2d(dim, dim, 3, padding=2, dilation=2), nn.BatchNorm2d(dim), nn.ReLU(),
    )


def build_decoder(dim=16):
    return nn.Sequential(nn.Conv2d(dim, cfg.num_class, 1), nn.LogSoftmax(dim=1))


def train(module, loader, optimizer, epoch):
    module.train()
    for i, batch in enumerate(loader):
        loss, acc = module(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"Epoch: [{epoch}][{i}/{len(loader)}], Accuracy: {acc.item() * 100:4.2f}, Loss: {loss.item():.6f}")


if __name__ == "__main__":
    torch.manual_seed(304)
    crit = nn.NLLLoss(ignore_index=-1)
    module = DeformSegmentationModule(SaliencyNetwork(), build_encoder(), build_decoder(), crit, cfg)
    optimizer = torch.optim.SGD(module.parameters(), lr=cfg.lr, momentum=0.9)
    train(module, DataLoader(PatchDataset(), batch_size=cfg.batch_size), optimizer, epoch=1)
