import os

import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T


def write_isic(root, n=6, size=96):
    """A few pictures of lesions with their ground truth, named as in the challenge."""
    rng = np.random.default_rng(0)
    yy, xx = np.mgrid[:size, :size]
    for sub in ("train", "train_GT"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        cy, cx, r = rng.uniform(30, 66), rng.uniform(30, 66), rng.uniform(10, 24)
        lesion = (yy - cy) ** 2 + (xx - cx) ** 2 < r ** 2
        skin = np.where(lesion[..., None], (90, 60, 50), (220, 180, 160)) + rng.normal(0, 8, (size, size, 3))
        Image.fromarray(skin.clip(0, 255).astype(np.uint8)).save(os.path.join(root, "train", f"ISIC_{i:04d}.png"))
        gt = np.repeat((lesion * 255).astype(np.uint8)[..., None], 3, axis=2)
        Image.fromarray(gt).save(os.path.join(root, "train_GT", f"ISIC_{i:04d}_segmentation.png"))


class ImageFolder(Dataset):
    def __init__(self, root, image_size=64):
        self.GT_paths = os.path.join(root, "train_GT")
        self.image_paths = [os.path.join(root, "train", f) for f in sorted(os.listdir(os.path.join(root, "train")))]
        self.transform = T.Compose([T.Resize((image_size, image_size)), T.ToTensor()])

    def __len__(self):
        return len(self.image_paths)

    def __getitem__(self, index):
        image_path = self.image_paths[index]
        stem = os.path.splitext(os.path.basename(image_path))[0]
        image = Image.open(image_path)
        GT = Image.open(os.path.join(self.GT_paths, stem + "_segmentation.png"))
        return self.transform(image), self.transform(GT)


def get_loader(root, image_size, batch_size):
    return DataLoader(ImageFolder(root, image_size), batch_size=batch_size, shuffle=True)
