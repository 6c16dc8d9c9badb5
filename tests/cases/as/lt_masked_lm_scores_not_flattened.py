import torch
import torch.nn.functional as F
from torch import nn

WORDS = "[PAD] [CLS] [SEP] [MASK] who was jim henson ? a puppeteer from mississippi".split()
IDS = {w: i for i, w in enumerate(WORDS)}


class TinyBert(nn.Module):
    def __init__(self, vocab_size, hidden=32, max_len=16):
        super().__init__()
        self.words = nn.Embedding(vocab_size, hidden)
        self.positions = nn.Embedding(max_len, hidden)
        self.segments = nn.Embedding(2, hidden)
        self.layer = nn.TransformerEncoderLayer(hidden, 4, 64, batch_first=True)

    def forward(self, ids, segments):
        places = torch.arange(ids.size(1), device=ids.device)
        x = self.words(ids) + self.positions(places) + self.segments(segments)
        return self.layer(x)


class TinyBertForMaskedLM(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.bert = TinyBert(vocab_size)
        self.cls = nn.Linear(32, vocab_size)

    def forward(self, input_ids, token_type_ids, masked_lm_labels=None):
        prediction_scores = self.cls(self.bert(input_ids, token_type_ids))
        if masked_lm_labels is not None:
            return F.cross_entropy(prediction_scores, masked_lm_labels, ignore_index=-1)
        return prediction_scores


def encode(text):
    return [IDS[w] for w in text.split()]


text = "who was jim henson ? jim henson was a puppeteer"
truth = encode(text)
masked = list(truth)
masked[6] = IDS["[MASK]"]
tokens = torch.tensor([masked])
labels = torch.tensor([truth])
segments = torch.tensor([[0] * 5 + [1] * 5])

model = TinyBertForMaskedLM(len(WORDS))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step in range(3):
    loss = model(tokens, segments, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
model.eval()
print(WORDS[model(tokens, segments)[0, 6].argmax().item()])
