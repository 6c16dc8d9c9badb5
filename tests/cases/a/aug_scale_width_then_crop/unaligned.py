import os

from PIL import Image
from torch.utils.data import Dataset
from torchvision import transforms


def scale_width(img, target_width):
    ow, oh = img.size
    if ow == target_width:
        return img
    h = int(target_width * oh / ow)
    return img.resize((target_width, h), Image.BICUBIC)


def get_transform(opt):
    steps = []
    if "resize" in opt.preprocess:
        steps.append(transforms.Resize([opt.load_size, opt.load_size], Image.BICUBIC))
    elif "scale_width" in opt.preprocess:
        steps.append(transforms.Lambda(lambda img: scale_width(img, opt.load_size)))
    if "crop" in opt.preprocess:
        steps.append(transforms.RandomCrop(opt.crop_size))
    if not opt.no_flip:
        steps.append(transforms.RandomHorizontalFlip())
    steps += [transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]
    return transforms.Compose(steps)


class FolderPair(Dataset):
    def __init__(self, opt, root):
        self.paths = {side: sorted(os.path.join(root, side, f) for f in os.listdir(os.path.join(root, side))) for side in "AB"}
        self.transform = get_transform(opt)

    def __len__(self):
        return max(map(len, self.paths.values()))

    def __getitem__(self, index):
        item = {}
        for side, paths in self.paths.items():
            img = Image.open(paths[index % len(paths)]).convert("RGB")
            item[side] = self.transform(img)
        return item
