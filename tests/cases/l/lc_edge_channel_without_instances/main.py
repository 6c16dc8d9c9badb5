import torch
from torch.utils.data import DataLoader

from data import FacadesDataset
from generator import LGGANGenerator
from options import train_options


def edges(t):
    edge = torch.zeros_like(t, dtype=torch.bool)
    edge[:, :, :, 1:] |= t[:, :, :, 1:] != t[:, :, :, :-1]
    edge[:, :, 1:, :] |= t[:, :, 1:, :] != t[:, :, :-1, :]
    return edge.float()


def preprocess_input(data, opt):
    label = data["label"].long()
    nc = opt.label_nc + 1 if opt.contain_dontcare_label else opt.label_nc
    bs, _, h, w = label.size()
    semantics = torch.zeros(bs, nc, h, w).scatter_(1, label, 1.0)
    if "instance" in data:
        semantics = torch.cat((semantics, edges(data["instance"])), dim=1)
    return semantics, data["image"]


def main(opt):
    generator = LGGANGenerator(opt)
    optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.0, 0.9))
    for data in DataLoader(FacadesDataset(opt), batch_size=opt.batchSize):
        semantics, real = preprocess_input(data, opt)
        loss = (generator(semantics) - real).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("L1", loss.item())


main(train_options(["--label_nc", "12", "--crop_size", "48"]))
