import torch
from torch.utils.data import Dataset


class Answers(Dataset):
    """Students' answer histories: question id, skill id, right or wrong."""

    def __init__(self, n_questions, n_skills, length, n=24, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.q = torch.randint(0, n_questions, (n, length), generator=g)
        self.c = self.q % n_skills
        ability = torch.rand(n, 1, generator=g)
        self.r = (torch.rand(n, length, generator=g) < ability).long()

    def __len__(self):
        return len(self.q)

    def __getitem__(self, i):
        return self.q[i], self.c[i], self.r[i]
