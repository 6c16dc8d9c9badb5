import torch


class RecognitionPredictor:
    def __init__(self, model, batch_size):
        self.model = model.eval()
        self.batch_size = batch_size

    def decode(self, indices):
        blank, word, last = len(self.model.vocab), "", None
        for k in indices.tolist():
            if k != blank and k != last:
                word += self.model.vocab[k]
            last = k
        return word

    @torch.no_grad()
    def __call__(self, crops):
        out = []
        for part in crops.split(self.batch_size):
            probs = self.model(part).softmax(-1)
            best, idx = probs.max(-1)
            out += [(self.decode(i), b.min().item()) for i, b in zip(idx, best)]
        return out
