import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ValidRandomCrop(nn.Module):
    """Random crop that never leaves the image. size = (height, width)"""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def random_origin(self, image_size):
        vert = torch.randint(image_size[0] - self.size[0] + 1, ())
        horz = torch.randint(image_size[1] - self.size[1] + 1, ())
        return int(vert), int(horz)

    def forward(self, image):
        x, y = self.random_origin(image.shape[-2:])
        height, width = self.size
        return image[..., y:y + height, x:x + width]


class StyleCrops(Dataset):
    def __init__(self, style_image, num_samples, transform):
        self.style_image = style_image
        self.num_samples = num_samples
        self.transform = transform

    def __len__(self):
        return self.num_samples

    def __getitem__(self, idx):
        return self.transform(self.style_image)


def gram_matrix(maps):
    f = maps.flatten(2)
    return f @ f.transpose(1, 2) / f.shape[2]


torch.manual_seed(0)
dataset = StyleCrops(torch.rand(3, 350, 305), 16, ValidRandomCrop((256, 256)))
encoder = nn.Sequential(nn.Conv2d(3, 8, 3, stride=4), nn.ReLU()).requires_grad_(False)
grams = []
for crops in DataLoader(dataset, batch_size=8):
    grams.append(gram_matrix(encoder(crops)).mean(0))
print("style target", torch.stack(grams).mean(0).shape)
