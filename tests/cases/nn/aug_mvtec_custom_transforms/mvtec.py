import numpy as np
from torch.utils.data import DataLoader, Dataset

import augment


class PreProcessor:
    def __init__(self, config):
        self.transforms = augment.from_dict(config)

    def __call__(self, **kwargs):
        return self.transforms(**kwargs)


class MVTec(Dataset):
    def __init__(self, pre_process, n=8):
        rng = np.random.default_rng(0)
        self.images = rng.integers(0, 256, (n, 90, 90, 3), dtype=np.uint8)
        self.pre_process = pre_process

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        pre_processed = self.pre_process(image=self.images[index])
        return {"image": pre_processed["image"], "label": 0}


def train_dataloader(dataset_cfg, transform_cfg):
    return DataLoader(MVTec(PreProcessor(transform_cfg)), batch_size=dataset_cfg["train_batch_size"])
