from torchvision import transforms


def get_transform(opt, grayscale=False):
    steps = []
    if grayscale:
        steps.append(transforms.Grayscale(1))
    steps += [
        transforms.Resize([opt.load_size, opt.load_size]),
        transforms.RandomCrop(opt.crop_size),
        transforms.ToTensor(),
    ]
    if grayscale:
        steps.append(transforms.Normalize((0.5,), (0.5,)))
    else:
        steps.append(transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)))
    return transforms.Compose(steps)
