from torchvision import transforms
from torchvision.datasets import FakeData


def make_transform(args):
    return transforms.Compose([
        transforms.Resize((args.img_size, args.img_size)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])


def select_dataset(args):
    return FakeData(size=8, image_size=(3, 280, 300), num_classes=args.num_classes, transform=make_transform(args))
