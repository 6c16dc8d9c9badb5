import os
import tempfile

import torch
from torch.optim import Adam
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets.folder import default_loader

import utils
from vgg import Vgg


class TransformerNet(torch.nn.Module):
    def __init__(self):
        super(TransformerNet, self).__init__()
        self.conv1 = torch.nn.Conv2d(3, 16, 9, padding=4)
        self.in1 = torch.nn.InstanceNorm2d(16, affine=True)
        self.conv2 = torch.nn.Conv2d(16, 3, 9, padding=4)

    def forward(self, X):
        return self.conv2(torch.relu(self.in1(self.conv1(X / 255.0)))) * 255.0


class ContentImages(Dataset):
    def __init__(self, root, transform):
        self.files = sorted(os.path.join(root, f) for f in os.listdir(root))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(default_loader(self.files[i]))


def train(dataset_dir, style_image, image_size=64, style_size=64, batch_size=2,
          content_weight=1e5, style_weight=1e10):
    torch.manual_seed(42)
    to_255 = transforms.Lambda(lambda x: x.mul(255))
    transform = transforms.Compose([transforms.Resize(image_size), transforms.CenterCrop(image_size),
                                    transforms.ToTensor(), to_255])
    train_loader = DataLoader(ContentImages(dataset_dir, transform), batch_size=batch_size)

    transformer = TransformerNet()
    optimizer = Adam(transformer.parameters(), 1e-3)
    mse_loss = torch.nn.MSELoss()
    vgg = Vgg(requires_grad=False)

    style_transform = transforms.Compose([transforms.ToTensor(), to_255])
    style = utils.load_image(style_image, size=style_size)
    style = style_transform(style)
    style = style.repeat(batch_size, 1, 1, 1)
    features_style = vgg(utils.normalize_batch(style))
    gram_style = [utils.gram_matrix(y) for y in features_style]

    for batch_id, x in enumerate(train_loader):
        optimizer.zero_grad()
        y = transformer(x)
        features_y = vgg(utils.normalize_batch(y))
        features_x = vgg(utils.normalize_batch(x))
        content_loss = content_weight * mse_loss(features_y.relu2, features_x.relu2)
        style_loss = 0.
        for ft_y, gm_s in zip(features_y, gram_style):
            style_loss += mse_loss(utils.gram_matrix(ft_y), gm_s[:len(x)])
        total_loss = content_loss + style_weight * style_loss
        total_loss.backward()
        optimizer.step()
        print("batch", batch_id, "total", total_loss.item())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as d:
        os.mkdir(d + "/content")
        utils.make_pictures(d + "/content", d + "/mosaic.png")
        train(d + "/content", d + "/mosaic.png")
