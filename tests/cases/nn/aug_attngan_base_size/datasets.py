import torch
from torch.utils.data import Dataset
from torchvision import transforms
from torchvision.datasets import FakeData


def get_imgs(img, imsize, transform, normalize):
    img = transform(img)
    ret = []
    for s in imsize:
        re_img = transforms.Resize(s)(img) if s != imsize[-1] else img
        ret.append(normalize(re_img))
    return ret


class TextDataset(Dataset):
    """Bird pictures with a sentence embedding each."""

    def __init__(self, branch_num, base_size, emb_dim, transform=None, n=8):
        self.transform = transform
        self.norm = transforms.Compose([
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))])
        self.imsize = []
        for _ in range(branch_num):
            self.imsize.append(base_size)
            base_size = base_size * 2
        self.pictures = FakeData(size=n, image_size=(3, 375, 500))
        self.captions = torch.randn(n, emb_dim, generator=torch.Generator().manual_seed(2))

    def __len__(self):
        return len(self.captions)

    def __getitem__(self, index):
        img, _ = self.pictures[index]
        return get_imgs(img, self.imsize, self.transform, self.norm), self.captions[index]
