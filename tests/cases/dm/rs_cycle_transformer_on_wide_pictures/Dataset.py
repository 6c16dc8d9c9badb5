from PIL import Image
from torch.utils.data import Dataset
from torchvision import transforms


class ABDataset(Dataset):
    def __init__(self, width, height, n=4):
        self.n = n
        self.transform = transforms.Compose([transforms.Resize((height, width)), transforms.ToTensor()])

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        a, b = (Image.effect_noise((240, 135), s).convert("RGB") for s in (30, 80))
        return self.transform(a) * 2 - 1, self.transform(b) * 2 - 1
