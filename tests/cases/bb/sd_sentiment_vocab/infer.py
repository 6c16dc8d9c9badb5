import torch

from data_utils import build_tokenizer, to_batch
from lstm import SentimentLSTM


class Inferer:
    def __init__(self, path, texts):
        checkpoint = torch.load(path)
        self.tokenizer = build_tokenizer(texts)
        opt = dict(
            vocab_size=len(self.tokenizer.word2idx),
            embed_dim=checkpoint["embed_dim"],
            hidden_dim=checkpoint["hidden_dim"],
            polarities_dim=2,
        )
        self.model = SentimentLSTM(opt)
        self.model.load_state_dict(checkpoint["state_dict"])
        self.model.eval()

    def evaluate(self, texts):
        with torch.no_grad():
            logits = self.model(*to_batch(self.tokenizer, texts))
        return logits.softmax(dim=1)[:, 1].tolist()
