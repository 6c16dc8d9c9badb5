import os

from PIL import Image

SCALES = (1, 0.9, 0.8, 0.7, 0.6)


def augment_folder(source, target):
    """Write every picture of a folder in several sizes."""
    os.makedirs(target, exist_ok=True)
    for name in sorted(os.listdir(source)):
        img = Image.open(os.path.join(source, name))
        stem = os.path.splitext(name)[0]
        for k, scale in enumerate(SCALES):
            size = (int(img.width * scale), int(img.height * scale))
            img.resize(size, Image.BICUBIC).save(os.path.join(target, f"{stem}_{k}.png"))


def generate_mod_lr(gt_dir, lr_dir, up_scale):
    """Crop the GT pictures to a multiple of up_scale and write their reduced versions."""
    os.makedirs(lr_dir, exist_ok=True)
    for name in sorted(os.listdir(gt_dir)):
        path = os.path.join(gt_dir, name)
        img = Image.open(path)
        w, h = img.width // up_scale, img.height // up_scale
        img = img.crop((0, 0, w * up_scale, h * up_scale))
        img.save(path)
        img.resize((w, h), Image.BICUBIC).save(os.path.join(lr_dir, name))
