import torch
from torch.utils.data import DataLoader, Dataset

CAPTIONS = [
    "a whale breaching from afar",
    "young girl blowing out candles on her birthday cake",
    "fireworks",
    "a dog",
    "an astronaut riding a horse in the style of andy warhol on the moon",
    "two cups of coffee on a wooden table",
]


def t5_encode_text(text, dim):
    """Stands for the frozen T5: one vector per word piece."""
    g = torch.Generator().manual_seed(sum(map(ord, text)))
    return torch.randn(len(text.split()) + 1, dim, generator=g)


class TextImageDataset(Dataset):
    def __init__(self, image_size, embed_dim, n=24):
        self.image_size, self.embed_dim, self.n = image_size, embed_dim, n

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        image = torch.rand(3, self.image_size, self.image_size, generator=g)
        embed = t5_encode_text(CAPTIONS[index % len(CAPTIONS)], self.embed_dim)
        return image, embed


def cycle(dl):
    while True:
        for data in dl:
            yield data


def get_loader(ds, batch_size):
    return DataLoader(ds, batch_size=batch_size, shuffle=True, drop_last=True)
