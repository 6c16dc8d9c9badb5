import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader

import config as cfg
from comer import ViTCoMer
from leaf_dataset import LeafDisease


def build_loader():
    dataset = LeafDisease(cfg.data["num_images"], cfg.data["num_classes"], cfg.img_scale, cfg.crop_size)
    return DataLoader(dataset, batch_size=cfg.data["samples_per_gpu"], shuffle=True)


def main():
    torch.manual_seed(2024)
    segmentor = ViTCoMer(num_classes=cfg.data["num_classes"], **cfg.model)
    optimizer = torch.optim.AdamW(segmentor.parameters(), **cfg.optimizer)
    for it, (img, gt) in enumerate(build_loader()):
        loss = F.cross_entropy(segmentor(img), gt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"Iter [{it + 1}] decode.loss_ce: {loss.item():.4f}")


if __name__ == "__main__":
    main()
