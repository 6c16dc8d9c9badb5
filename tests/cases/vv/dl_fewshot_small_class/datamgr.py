import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from filelist import read_filelist


class SubDataset(Dataset):
    def __init__(self, images, label, transform):
        self.images, self.label, self.transform = images, label, transform

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.images[i])), self.label

    def __len__(self):
        return len(self.images)


class SetDataset(Dataset):
    def __init__(self, batch_size, transform):
        meta = read_filelist()
        self.sub_meta = {}
        for img, label in zip(meta["image_data"], meta["image_labels"]):
            self.sub_meta.setdefault(label, []).append(img)
        self.cl_list = sorted(self.sub_meta)
        self.sub_dataloader = []
        for cl in self.cl_list:
            sub = SubDataset(self.sub_meta[cl], cl, transform)
            self.sub_dataloader.append(DataLoader(sub, batch_size=batch_size, shuffle=True))

    def __getitem__(self, i):
        return next(iter(self.sub_dataloader[i]))

    def __len__(self):
        return len(self.cl_list)


class EpisodicBatchSampler:
    def __init__(self, n_classes, n_way, n_episodes):
        self.n_classes, self.n_way, self.n_episodes = n_classes, n_way, n_episodes

    def __len__(self):
        return self.n_episodes

    def __iter__(self):
        for _ in range(self.n_episodes):
            yield torch.randperm(self.n_classes)[:self.n_way].tolist()


class SetDataManager:
    def __init__(self, image_size, n_way, n_support, n_query, n_episode):
        self.image_size, self.n_way, self.n_episode = image_size, n_way, n_episode
        self.batch_size = n_support + n_query

    def get_data_loader(self):
        transform = transforms.Compose([
            transforms.RandomResizedCrop(self.image_size),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
        ])
        dataset = SetDataset(self.batch_size, transform)
        sampler = EpisodicBatchSampler(len(dataset), self.n_way, self.n_episode)
        return DataLoader(dataset, batch_sampler=sampler)
