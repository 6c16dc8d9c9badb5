import torch
from torch.utils.data import Dataset

import questions


def tokenize(stat_ques_list):
    token_to_ix = {"PAD": 0, "UNK": 1}
    for ques in stat_ques_list:
        for word in ques.split():
            token_to_ix.setdefault(word, len(token_to_ix))
    return token_to_ix


class DataSet(Dataset):
    def __init__(self, cfg):
        self.cfg = cfg
        self.ques_list = questions.load(cfg.SPLIT[cfg.RUN_MODE])

        # questions the vocabulary is made from
        stat_ques_list = []
        for split in cfg.VOCAB_FROM:
            stat_ques_list += questions.load(split)
        self.token_to_ix = tokenize(stat_ques_list)
        self.token_size = len(self.token_to_ix)
        print("== Question token vocab size:", self.token_size)

    def __len__(self):
        return len(self.ques_list)

    def __getitem__(self, idx):
        ix = torch.zeros(self.cfg.MAX_TOKEN, dtype=torch.long)
        for k, word in enumerate(self.ques_list[idx].split()):
            ix[k] = self.token_to_ix.get(word, 1)
        g = torch.Generator().manual_seed(idx)
        return torch.randn(10, self.cfg.FRCN_FEAT_SIZE, generator=g), ix
