import argparse

import torch

from data import TextImageDataset
from trainer import ImagenTrainer, Unet

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=4)
parser.add_argument("--image_size", type=int, default=16)
parser.add_argument("--text_embed_dim", type=int, default=48)
ARGS = parser.parse_args([])

torch.manual_seed(0)
trainer = ImagenTrainer(Unet(dim=32, text_embed_dim=ARGS.text_embed_dim))
trainer.add_train_dataset(TextImageDataset(ARGS.image_size, ARGS.text_embed_dim), ARGS.batch)
for step in range(5):
    print(f"loss: {trainer.train_step():.4f}")
