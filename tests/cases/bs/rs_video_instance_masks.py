import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


def get_args_parser():
    parser = argparse.ArgumentParser("video instance segmentation", add_help=False)
    parser.add_argument("--lr", default=1e-4, type=float)
    parser.add_argument("--hidden_dim", default=64, type=int)
    parser.add_argument("--nheads", default=4, type=int)
    parser.add_argument("--enc_layers", default=1, type=int)
    parser.add_argument("--dec_layers", default=1, type=int)
    parser.add_argument("--num_frames", default=6, type=int)
    parser.add_argument("--num_queries", default=60, type=int)
    parser.add_argument("--num_classes", default=41, type=int)
    return parser


class YTVOSClips(Dataset):
    def __init__(self, num_frames, num_ins, n=3, size=(48, 64)):
        self.num_frames, self.num_ins, self.n, self.size = num_frames, num_ins, n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        clip = torch.rand(self.num_frames, 3, *self.size, generator=g)
        masks = (torch.rand(self.num_ins, self.num_frames, *self.size, generator=g) > 0.7).float()
        labels = torch.randint(0, 40, (self.num_ins,), generator=g)
        return clip, {"masks": masks, "labels": labels}


class VisTR(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.num_frames, self.num_queries = args.num_frames, args.num_queries
        d = args.hidden_dim
        self.backbone = nn.Sequential(nn.Conv2d(3, 32, 7, 4, 3), nn.ReLU(), nn.Conv2d(32, d, 3, 2, 1), nn.ReLU())
        self.transformer = nn.Transformer(d, args.nheads, args.enc_layers, args.dec_layers, 2 * d, batch_first=True)
        self.query_embed = nn.Embedding(args.num_queries, d)
        self.class_embed = nn.Linear(d, args.num_classes + 1)

    def forward(self, clip):
        feats = self.backbone(clip)
        n_f, c, h, w = feats.shape
        src = feats.permute(0, 2, 3, 1).reshape(1, n_f * h * w, c)
        memory = self.transformer.encoder(src)
        hs = self.transformer.decoder(self.query_embed.weight[None], memory)
        return feats, hs


class MaskHead(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q, self.k = nn.Linear(dim, dim), nn.Conv2d(dim, dim, 1)
        self.conv = nn.Sequential(nn.Conv2d(dim + 1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1))

    def forward(self, feats, queries):
        att = torch.einsum("fqc,fchw->fqhw", self.q(queries), self.k(feats)).softmax(1)
        f, q, h, w = att.shape
        x = torch.cat([feats[:, None].expand(-1, q, -1, -1, -1), att[:, :, None]], dim=2)
        return self.conv(x.flatten(0, 1))


class VisTRsegm(nn.Module):
    def __init__(self, vistr, dim):
        super().__init__()
        self.vistr = vistr
        self.mask_head = MaskHead(dim)
        self.insmask_head = nn.Sequential(
            nn.Conv3d(16, 12, 3, padding=1), nn.GroupNorm(4, 12), nn.ReLU(), nn.Conv3d(12, 1, 1)
        )

    def forward(self, clip):
        feats, hs = self.vistr(clip)
        n_f = self.vistr.num_frames
        num_ins = self.vistr.num_queries // n_f
        outputs_class = self.vistr.class_embed(hs)
        queries = hs[0].reshape(n_f, num_ins, -1)
        seg = self.mask_head(feats, queries)
        seg = seg.reshape(n_f, num_ins, *seg.shape[1:]).permute(1, 2, 0, 3, 4)
        outputs_seg_masks = self.insmask_head(seg).squeeze(1).transpose(0, 1)
        outputs_seg_masks = outputs_seg_masks.reshape(1, 360, outputs_seg_masks.size(-2), outputs_seg_masks.size(-1))
        return {"pred_logits": outputs_class, "pred_masks": outputs_seg_masks}


def loss_masks(outputs, targets, num_frames):
    src = F.interpolate(outputs["pred_masks"], size=targets["masks"].shape[-2:], mode="bilinear")
    src = src[0].reshape(num_frames, -1, *src.shape[-2:]).transpose(0, 1)
    src = src[: len(targets["masks"])]
    return F.binary_cross_entropy_with_logits(src, targets["masks"])


def train_one_epoch(model, loader, optimizer, args):
    model.train()
    for clip, targets in loader:
        outputs = model(clip)
        logits = outputs["pred_logits"][0].reshape(args.num_frames, -1, args.num_classes + 1).mean(0)
        loss = F.cross_entropy(logits[: len(targets["labels"])], targets["labels"])
        loss = loss + loss_masks(outputs, targets, args.num_frames)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def main(args):
    torch.manual_seed(42)
    model = VisTRsegm(VisTR(args), args.hidden_dim)
    optimizer = torch.optim.AdamW(model.parameters(), args.lr)
    loader = DataLoader(YTVOSClips(args.num_frames, num_ins=4), batch_size=None, shuffle=True)
    print(train_one_epoch(model, loader, optimizer, args))


if __name__ == "__main__":
    main(get_args_parser().parse_args())
