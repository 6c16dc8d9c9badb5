import torch
from torch.utils.data import Dataset

from questions import load_split, tokenize


class VQADataset(Dataset):
    def __init__(self, folder, split, max_token=14):
        self.max_token = max_token
        self.ques_list = load_split(folder, split)
        self.stat_ques_list = self.ques_list
        self.token_to_ix = tokenize(self.stat_ques_list)
        print(f"== {split} questions: {len(self.ques_list)}, token vocab size: {len(self.token_to_ix)}")

    def __len__(self):
        return len(self.ques_list)

    def __getitem__(self, i):
        item = self.ques_list[i]
        ids = [self.token_to_ix.get(w, 1) for w in item["question"].split()][: self.max_token]
        ques = torch.zeros(self.max_token, dtype=torch.long)
        ques[: len(ids)] = torch.tensor(ids)
        g = torch.Generator().manual_seed(item["image_id"])
        return torch.randn(20, 64, generator=g), ques, item["answer"]
