import torch

QUESTIONS = {
    "train": ["what color is the cat", "how many dogs are there", "is the man wearing a hat"],
    "val": ["what is on the table", "is this a zebra"],
    "vg": ["where is the red bus parked", "who holds the umbrella"],
    "test": ["how many umbrellas are open"],
}


def tokenize(splits):
    token_to_ix = {"PAD": 0, "UNK": 1}
    for split in splits:
        for question in QUESTIONS[split]:
            for word in question.split():
                token_to_ix.setdefault(word, len(token_to_ix))
    return token_to_ix


def proc_ques(question, token_to_ix, max_token=8):
    ids = torch.zeros(max_token, dtype=torch.long)
    for i, word in enumerate(question.split()[:max_token]):
        ids[i] = token_to_ix.get(word, token_to_ix["UNK"])
    return ids


class VQADataSet(torch.utils.data.Dataset):
    def __init__(self, run_mode, split):
        self.questions = QUESTIONS[split]
        stat_splits = ["train", "val", "vg", "test"] if run_mode == "train" else [split]
        self.token_to_ix = tokenize(stat_splits)
        self.token_size = len(self.token_to_ix)

    def __len__(self):
        return len(self.questions)

    def __getitem__(self, i):
        feats = torch.randn(10, 64, generator=torch.Generator().manual_seed(i))
        return feats, proc_ques(self.questions[i], self.token_to_ix), len(self.questions[i]) % 3
