from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def get_loader(batch_size, side):
    tf = transforms.Compose([transforms.Resize(side), transforms.ToTensor(), lambda t: (t > 0.5).float()])
    return DataLoader(FakeData(16, (3, 64, 64), 10, transform=tf), batch_size=batch_size)
