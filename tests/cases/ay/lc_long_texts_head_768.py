import torch
from torch import nn

SIZES = {
    "bert-base-uncased": dict(hidden_size=768, heads=12),
    "bert-large-uncased": dict(hidden_size=1024, heads=16),
}


class TinyBert(nn.Module):
    """One random layer with the width of the named model."""

    def __init__(self, name, vocab=200):
        super().__init__()
        self.hidden_size = SIZES[name]["hidden_size"]
        self.embeddings = nn.Embedding(vocab, self.hidden_size, padding_idx=0)
        self.layer = nn.TransformerEncoderLayer(self.hidden_size, SIZES[name]["heads"], 256, batch_first=True)

    def forward(self, input_ids):
        hidden = self.layer(self.embeddings(input_ids), src_key_padding_mask=input_ids == 0)
        return hidden[:, 0]


class ChunkClassifier(nn.Module):
    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(0.1)
        self.linear = nn.Linear(768, 1)

    def forward(self, input_ids):
        pooled = self.dropout(self.bert(input_ids))
        return self.linear(pooled).squeeze(-1)


def split_to_chunks(ids, size=16, stride=12):
    chunks = []
    for start in range(0, max(len(ids) - size, 0) + stride, stride):
        part = ids[start:start + size - 2]
        part = torch.cat([torch.tensor([1]), part, torch.tensor([2])])
        chunks.append(nn.functional.pad(part, (0, size - len(part))))
    return torch.stack(chunks)


class BertWithPooling:
    def __init__(self, pretrained_model_name):
        self.neural_network = ChunkClassifier(TinyBert(pretrained_model_name))
        self.optimizer = torch.optim.AdamW(self.neural_network.parameters(), lr=5e-5)

    def evaluate_single_batch(self, texts):
        chunks = [split_to_chunks(t) for t in texts]
        scores = self.neural_network(torch.cat(chunks)).split([len(c) for c in chunks])
        return torch.stack([s.mean() for s in scores])

    def fit(self, texts, labels, batch_size=4):
        for k in range(0, len(texts), batch_size):
            logits = self.evaluate_single_batch(texts[k:k + batch_size])
            loss = nn.functional.binary_cross_entropy_with_logits(logits, labels[k:k + batch_size])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print("loss", loss.item())


torch.manual_seed(3)
texts = [torch.randint(3, 200, (n,)) for n in (20, 47, 9, 64, 33, 12, 51, 28)]
labels = torch.randint(0, 2, (8,)).float()
model = BertWithPooling("bert-large-uncased")
model.fit(texts, labels)
