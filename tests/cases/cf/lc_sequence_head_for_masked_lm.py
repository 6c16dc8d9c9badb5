import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

VOCAB, HIDDEN, MASK = 300, 48, 4


class BertModel(nn.Module):
    def __init__(self, layers=2, max_position=128):
        super().__init__()
        self.word = nn.Embedding(VOCAB, HIDDEN)
        self.position = nn.Embedding(max_position, HIDDEN)
        self.encoder = nn.ModuleList(
            nn.TransformerEncoderLayer(HIDDEN, 4, 2 * HIDDEN, batch_first=True) for _ in range(layers))
        self.pooler = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, ids):
        h = self.word(ids) + self.position(torch.arange(ids.size(1)))
        for layer in self.encoder:
            h = layer(h)
        return h, torch.tanh(self.pooler(h[:, 0]))


class BertForMaskedLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModel()
        self.cls = nn.Linear(HIDDEN, VOCAB)

    def forward(self, input_ids, labels):
        scores = self.cls(self.bert(input_ids)[0])
        return F.cross_entropy(scores.view(-1, VOCAB), labels.view(-1))


class BertForSequenceClassification(nn.Module):
    def __init__(self, num_labels=2):
        super().__init__()
        self.num_labels = num_labels
        self.bert = BertModel()
        self.classifier = nn.Linear(HIDDEN, num_labels)

    def forward(self, input_ids, labels):
        logits = self.classifier(self.bert(input_ids)[1])
        return F.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))


def collate_for_language_modeling(examples, mlm_probability=0.15):
    ids = torch.stack(examples)
    chosen = torch.rand(ids.shape) < mlm_probability
    labels = ids.masked_fill(~chosen, -100)
    return {"input_ids": ids.masked_fill(chosen, MASK), "labels": labels}


def train(model, dataset, batch_size=8):
    loader = DataLoader(dataset, batch_size, shuffle=True, collate_fn=collate_for_language_modeling)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    for step, inputs in enumerate(loader):
        loss = model(**inputs)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", step, "loss", loss.item())


model = BertForSequenceClassification()
text = torch.randint(5, VOCAB, (16 * 128,))
train(model, list(text.view(-1, 128)))
