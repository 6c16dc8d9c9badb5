from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def build_pipeline(steps):
    ops = []
    for step in steps:
        args = dict(step)
        ops.append(getattr(transforms, args.pop("type"))(**args))
    return transforms.Compose(ops)


def build_loader(pipeline, batch_size, shuffle, seed):
    dataset = datasets.FakeData(size=8, image_size=(3, 300, 400), num_classes=2,
                                transform=build_pipeline(pipeline), random_offset=seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle)
