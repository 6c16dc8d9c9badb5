import torch
from torch.utils.data import Dataset


class VacancySequences(Dataset):
    """Vacancies that users answered one after the other, with the features of every vacancy."""

    field2type = {
        "company_id": "token",
        "area_id": "token",
        "employment": "token",
        "compensation_from": "float",
    }
    field2num = {"company_id": 30, "area_id": 12, "employment": 4, "compensation_from": 1}

    def __init__(self, config, n_items=80, n_users=60):
        g = torch.Generator().manual_seed(config["seed"])
        length = config["MAX_ITEM_LIST_LENGTH"]
        self.n_items = n_items
        self.item_feat = {}
        for field, kind in self.field2type.items():
            if kind == "token":
                self.item_feat[field] = torch.randint(0, self.field2num[field], (n_items,), generator=g)
            else:
                self.item_feat[field] = torch.rand(n_items, generator=g)
        self.sequences = torch.randint(1, n_items, (n_users, length + 1), generator=g)

    def __len__(self):
        return len(self.sequences)

    def __getitem__(self, user):
        seq = self.sequences[user]
        return {"item_id_list": seq[:-1], "item_id": seq[-1]}
