from PIL import Image


def build_pairs(raw_dir, gt_dir, lq_dir, scale):
    """Write every photo to gt_dir and a bicubic 1/scale version of it to lq_dir."""
    for path in sorted(raw_dir.glob("*.png")):
        photo = Image.open(path).convert("RGB")
        width, height = photo.size
        photo.save(gt_dir / path.name)
        small = photo.resize((width // scale, height // scale), Image.BICUBIC)
        small.save(lq_dir / path.name)
