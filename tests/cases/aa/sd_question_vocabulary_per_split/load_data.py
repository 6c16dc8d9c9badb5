import torch
from torch.utils.data import Dataset

from questions import ANSWERS, load_questions


def tokenize(stat_ques_list):
    token_to_ix = {"PAD": 0, "UNK": 1}
    for ques in stat_ques_list:
        for word in ques["question"].lower().split():
            token_to_ix.setdefault(word, len(token_to_ix))
    return token_to_ix


def proc_ques(ques, token_to_ix, max_token):
    ix = torch.zeros(max_token, dtype=torch.long)
    for i, word in enumerate(ques["question"].lower().split()[:max_token]):
        ix[i] = token_to_ix.get(word, token_to_ix["UNK"])
    return ix


class VQADataSet(Dataset):
    def __init__(self, cfg):
        self.cfg = cfg
        self.ques_list = load_questions(cfg.DATA_PATH, cfg.SPLIT)
        self.stat_ques_list = load_questions(cfg.DATA_PATH, cfg.SPLIT)
        self.token_to_ix = tokenize(self.stat_ques_list)
        self.token_size = len(self.token_to_ix)
        self.ans_to_ix = {a: i for i, a in enumerate(ANSWERS)}
        self.ans_size = len(self.ans_to_ix)
        print(f"{cfg.SPLIT}: {len(self.ques_list)} questions, vocabulary {self.token_size}")

    def __len__(self):
        return len(self.ques_list)

    def __getitem__(self, idx):
        ques = self.ques_list[idx]
        g = torch.Generator().manual_seed(ques["image_id"])
        img_feat = torch.randn(self.cfg.IMG_REGIONS, self.cfg.FRCN_FEAT_SIZE, generator=g)
        ques_ix = proc_ques(ques, self.token_to_ix, self.cfg.MAX_TOKEN)
        return img_feat, ques_ix, self.ans_to_ix[ques["answer"]]
