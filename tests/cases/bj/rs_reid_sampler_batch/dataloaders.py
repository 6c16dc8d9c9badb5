import random
from collections import defaultdict

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

NUM_INSTANCES = 4


class Pedestrians(Dataset):
    def __init__(self, n_ids=30, per_id=8):
        self.pids = [pid for pid in range(n_ids) for _ in range(per_id)]

    def __len__(self):
        return len(self.pids)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, 64, 32, generator=g), self.pids[i]


class RandomIdentitySampler(Sampler):
    """Batches of batch_size / num_instances different identities with num_instances pictures each."""

    def __init__(self, pids, batch_size, num_instances):
        self.num_pids_per_batch = batch_size // num_instances
        self.num_instances = num_instances
        self.index_dic = defaultdict(list)
        for index, pid in enumerate(pids):
            self.index_dic[pid].append(index)

    def __iter__(self):
        groups = {}
        for pid, idxs in self.index_dic.items():
            idxs = random.sample(idxs, len(idxs))
            groups[pid] = [idxs[k:k + self.num_instances] for k in range(0, len(idxs), self.num_instances)]
        while len(groups) >= self.num_pids_per_batch:
            for pid in random.sample(sorted(groups), self.num_pids_per_batch):
                yield from groups[pid].pop()
                if not groups[pid]:
                    del groups[pid]


def getDataLoader(batch_size):
    data = Pedestrians()
    sampler = RandomIdentitySampler(data.pids, 32, NUM_INSTANCES)
    return DataLoader(data, batch_size=batch_size, sampler=sampler, drop_last=True), len(set(data.pids))
