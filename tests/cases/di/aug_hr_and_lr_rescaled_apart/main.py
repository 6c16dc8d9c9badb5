import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

from data_augmentation import augment_folder, generate_mod_lr
from dataset import LQGTDataset
from fsrcnn import FSRCNN

UP_SCALE = 4


def save_pictures(folder, n=2):
    os.makedirs(folder)
    rng = np.random.default_rng(800)
    for i in range(n):
        pixels = rng.integers(0, 256, (96, 128, 3)).astype("uint8")
        Image.fromarray(pixels).save(os.path.join(folder, f"{i + 1:04d}.png"))


def prepare(root):
    gt, lr = os.path.join(root, "GT"), os.path.join(root, "LR")
    gt_aug, lr_aug = os.path.join(root, "GT_aug"), os.path.join(root, "LR_aug")
    save_pictures(gt)
    generate_mod_lr(gt, lr, UP_SCALE)
    augment_folder(gt, gt_aug)
    augment_folder(lr, lr_aug)
    return LQGTDataset(lr_aug, gt_aug)


def train(dataset):
    net = FSRCNN(UP_SCALE)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for step, batch in enumerate(DataLoader(dataset, batch_size=1)):
        fake = net(batch["LQ"])
        l_pix = torch.nn.functional.l1_loss(fake, batch["GT"])
        optimizer.zero_grad()
        l_pix.backward()
        optimizer.step()
        print(f"iter {step} l_pix {l_pix.item():.4f}")


with tempfile.TemporaryDirectory() as root:
    torch.manual_seed(0)
    train(prepare(root))
