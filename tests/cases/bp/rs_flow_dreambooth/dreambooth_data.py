import torch
from torch.utils.data import Dataset


class DreamBoothLatents(Dataset):
    def __init__(self, instance_num=4, class_num=6, with_prior_preservation=True, side=16):
        self.instance = torch.randn(instance_num, 4, side, side)
        self.prior = torch.randn(class_num, 4, side, side) if with_prior_preservation else None

    def __len__(self):
        return max(len(self.instance), 0 if self.prior is None else len(self.prior))

    def __getitem__(self, index):
        example = {"instance": self.instance[index % len(self.instance)]}
        if self.prior is not None:
            example["class"] = self.prior[index % len(self.prior)]
        return example


def collate_fn(examples):
    latents = [e["instance"] for e in examples]
    if "class" in examples[0]:
        latents += [e["class"] for e in examples]
    return torch.stack(latents)
