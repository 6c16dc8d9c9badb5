import torch
from PIL import Image
from torchvision import transforms

from album import SIZE
from words import decode

to_input = transforms.Compose([transforms.Resize((SIZE, SIZE)), transforms.ToTensor()])


def load_image(path):
    image = Image.open(path)
    return to_input(image).unsqueeze(0)


@torch.no_grad()
def describe(path, encoder, decoder):
    feature = encoder(load_image(path))
    return decode(decoder.sample(feature)[0].tolist())
