import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--arch_decoder", default="upernet")
parser.add_argument("--num_class", default=8, type=int)
parser.add_argument("--batch_size", default=2, type=int)
parser.add_argument("--imgSize", default=128, type=int)
parser.add_argument("--padding_constant", default=32, type=int)
parser.add_argument("--segm_downsampling_rate", default=8, type=int)
args = parser.parse_args([])


class TrainDataset(Dataset):
    def __init__(self, opt, n=4):
        self.opt, self.n = opt, n
        self.side = int(np.ceil(opt.imgSize / opt.padding_constant) * opt.padding_constant)

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        rng = np.random.RandomState(index)
        img = Image.fromarray(rng.randint(0, 256, (150, 170, 3), dtype=np.uint8))
        segm = Image.fromarray(rng.randint(0, self.opt.num_class + 1, (150, 170), dtype=np.uint8))
        img = img.resize((self.side, self.side), Image.BILINEAR)
        small = self.side // self.opt.segm_downsampling_rate
        segm = segm.resize((small, small), Image.NEAREST)
        img = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255
        return {"img_data": img, "seg_label": torch.from_numpy(np.array(segm)).long() - 1}


class Resnet(nn.Module):
    def __init__(self, widths=(16, 32, 48, 64)):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 7, stride=2, padding=3)
        cins = (16,) + widths[:-1]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(cins, widths))

    def forward(self, x):
        x, out = self.stem(x).relu(), []
        for layer in self.layers:
            x = layer(x).relu()
            out.append(x)
        return out


class UPerNet(nn.Module):
    def __init__(self, num_class, widths=(16, 32, 48, 64), fpn_dim=32):
        super().__init__()
        self.fpn_in = nn.ModuleList(nn.Conv2d(w, fpn_dim, 1) for w in widths)
        self.conv_last = nn.Conv2d(fpn_dim, num_class, 1)

    def forward(self, conv_out):
        f = self.fpn_in[-1](conv_out[-1])
        for conv, c in zip(reversed(self.fpn_in[:-1]), reversed(conv_out[:-1])):
            f = conv(c) + F.interpolate(f, size=c.shape[2:], mode="bilinear", align_corners=False)
        return F.log_softmax(self.conv_last(f), dim=1)


class SegmentationModule(nn.Module):
    def __init__(self, net_enc, net_dec, crit):
        super().__init__()
        self.encoder, self.decoder, self.crit = net_enc, net_dec, crit

    def forward(self, feed_dict):
        pred = self.decoder(self.encoder(feed_dict["img_data"]))
        loss = self.crit(pred, feed_dict["seg_label"])
        return loss


module = SegmentationModule(Resnet(), UPerNet(args.num_class), nn.NLLLoss(ignore_index=-1))
optimizer = torch.optim.SGD(module.parameters(), lr=0.02, momentum=0.9)
for i, batch in enumerate(DataLoader(TrainDataset(args), batch_size=args.batch_size)):
    loss = module(batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {i} loss {loss.item():.4f}")
