import torch
from torch.utils.data import Dataset


class Questions(Dataset):
    """Sentences and the question asked about each, framed by <sos> and <eos>."""

    def __init__(self, cfg, n):
        self.sentences = torch.randint(3, cfg.vocab, (n, cfg.sentence_len))
        self.questions = torch.randint(3, cfg.vocab, (n, cfg.question_len))
        self.questions[:, 0] = cfg.sos
        self.questions[:, -1] = cfg.eos

    def __len__(self):
        return len(self.sentences)

    def __getitem__(self, i):
        return self.sentences[i], self.questions[i]
