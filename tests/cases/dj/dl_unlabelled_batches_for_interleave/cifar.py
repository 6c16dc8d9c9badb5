from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

weak = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.RandomCrop(32, 4), transforms.ToTensor()])
strong = transforms.Compose([transforms.RandAugment(2, 10), weak])


def get_loaders(args):
    labeled_dataset = FakeData(64, (3, 32, 32), 10, weak)
    unlabeled_dataset = FakeData(256, (3, 32, 32), 10, lambda x: (weak(x), strong(x)), random_offset=64)
    labeled_trainloader = DataLoader(
        labeled_dataset, shuffle=True, batch_size=args.batch_size, drop_last=True)
    unlabeled_trainloader = DataLoader(
        unlabeled_dataset, shuffle=True, batch_size=args.batch_size, drop_last=True)
    return labeled_trainloader, unlabeled_trainloader
