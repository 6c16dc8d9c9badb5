from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

TAGS = ["toxic", "insult", "threat"]

COMMENTS = [
    ("thank you for the careful review", []),
    ("you are an idiot and so is your bot", ["toxic", "insult"]),
    ("revert this again and i will find you", ["toxic", "threat"]),
    ("the second source is dead , please fix", []),
    ("what a clown", ["insult"]),
    ("nobody will miss you , idiot , watch your back", TAGS),
]


@dataclass
class BertConfig:
    vocab_size: int = 100
    hidden_size: int = 32
    num_hidden_layers: int = 2
    num_attention_heads: int = 4
    intermediate_size: int = 64
    max_position_embeddings: int = 32
    pad_token_id: int = 0
    num_labels: int = 2
    problem_type: str = "single_label_classification"
    id2label: dict = field(default_factory=dict)


class WhitespaceTokenizer:
    def __init__(self, texts):
        words = sorted({w for t in texts for w in t.split()})
        self.ids = {w: i for i, w in enumerate(["[PAD]", "[CLS]", "[SEP]", *words])}

    def encode(self, text):
        return [1, *(self.ids[w] for w in text.split()), 2]

    def pad(self, seqs):
        n = max(map(len, seqs))
        input_ids = torch.tensor([s + [0] * (n - len(s)) for s in seqs])
        return {"input_ids": input_ids, "attention_mask": (input_ids != 0).long()}


class BertModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        h = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, h, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, h)
        layer = nn.TransformerEncoderLayer(h, config.num_attention_heads, config.intermediate_size, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, config.num_hidden_layers, enable_nested_tensor=False)
        self.pooler = nn.Linear(h, h)

    def forward(self, input_ids, attention_mask):
        x = self.word_embeddings(input_ids) + self.position_embeddings(torch.arange(input_ids.size(1)))
        x = self.encoder(x, src_key_padding_mask=attention_mask == 0)
        return torch.tanh(self.pooler(x[:, 0]))


class BertForSequenceClassification(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.bert = BertModel(config)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, input_ids, attention_mask, labels=None):
        logits = self.classifier(self.dropout(self.bert(input_ids, attention_mask)))
        loss = None
        if labels is not None:
            if self.config.problem_type == "multi_label_classification":
                loss = F.binary_cross_entropy_with_logits(logits, labels.float())
            else:
                loss = F.cross_entropy(logits.view(-1, self.config.num_labels), labels.view(-1))
        return loss, logits


def collate(examples):
    batch = tokenizer.pad([tokenizer.encode(text) for text, _ in examples])
    batch["labels"] = torch.tensor([[int(t in tags) for t in TAGS] for _, tags in examples])
    return batch


tokenizer = WhitespaceTokenizer([text for text, _ in COMMENTS])
config = BertConfig(vocab_size=len(tokenizer.ids), num_labels=len(TAGS), id2label=dict(enumerate(TAGS)))
model = BertForSequenceClassification(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
for epoch in range(3):
    for batch in DataLoader(COMMENTS, batch_size=3, shuffle=True, collate_fn=collate):
        loss, logits = model(**batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    print(f"epoch {epoch}: {loss.item():.4f}")
