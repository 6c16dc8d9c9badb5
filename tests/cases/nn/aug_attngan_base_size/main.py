import torch
from torch.utils.data import DataLoader
from torchvision import transforms

from config import cfg
from datasets import TextDataset
from trainer import condGANTrainer

torch.manual_seed(cfg.RNG_SEED)

# Get data loader
imsize = cfg.TREE.BASE_SIZE * (2 ** (cfg.TREE.BRANCH_NUM - 1))
image_transform = transforms.Compose([
    transforms.Resize(int(imsize * 76 / 64)),
    transforms.RandomCrop(imsize),
    transforms.RandomHorizontalFlip()])
dataset = TextDataset(cfg.TREE.BRANCH_NUM, cfg.TREE.BASE_SIZE, cfg.TEXT.EMBEDDING_DIM, transform=image_transform)
dataloader = DataLoader(dataset, batch_size=cfg.TRAIN.BATCH_SIZE, drop_last=True, shuffle=True)

algo = condGANTrainer(dataloader)
algo.train()
