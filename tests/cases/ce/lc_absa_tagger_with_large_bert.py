import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BERT_CONFIGS = {
    "bert-base-uncased": dict(hidden_size=768, num_heads=12),
    "bert-large-uncased": dict(hidden_size=1024, num_heads=16),
}
TAGS = ["O"] + [f"{p}-{s}" for s in ("POS", "NEG", "NEU") for p in "BIES"]


class TaggerConfig:
    hidden_dropout_prob = 0.1
    hidden_size = 768


class SmallBert(nn.Module):
    def __init__(self, hidden_size, num_heads, vocab=300, max_len=64):
        super().__init__()
        self.word = nn.Embedding(vocab, hidden_size)
        self.position = nn.Embedding(max_len, hidden_size)
        self.layer = nn.TransformerEncoderLayer(hidden_size, num_heads, 512, batch_first=True)

    def forward(self, ids):
        return self.layer(self.word(ids) + self.position.weight[: ids.size(1)])


class SAN(nn.Module):
    def __init__(self, d_model, nhead, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=True)
        self.norm = nn.LayerNorm(d_model)

    def forward(self, x):
        return self.norm(x + self.self_attn(x, x, x, need_weights=False)[0])


class BertABSATagger(nn.Module):
    def __init__(self, bert_config, tagger_config, num_labels, absa_type):
        super().__init__()
        self.bert = SmallBert(**bert_config)
        self.bert_dropout = nn.Dropout(0.1)
        self.absa_type = absa_type
        if absa_type == "linear":
            penultimate_hidden_size = bert_config["hidden_size"]
        else:
            self.tagger = SAN(bert_config["hidden_size"], bert_config["num_heads"])
            self.tagger_dropout = nn.Dropout(tagger_config.hidden_dropout_prob)
            penultimate_hidden_size = tagger_config.hidden_size
        self.classifier = nn.Linear(penultimate_hidden_size, num_labels)

    def forward(self, ids):
        out = self.bert_dropout(self.bert(ids))
        if self.absa_type != "linear":
            out = self.tagger_dropout(self.tagger(out))
        return self.classifier(out)


model_name, absa_type = "bert-large-uncased", "san"
reviews = TensorDataset(torch.randint(0, 300, (16, 32)), torch.randint(0, len(TAGS), (16, 32)))
model = BertABSATagger(BERT_CONFIGS[model_name], TaggerConfig, len(TAGS), absa_type)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
for ids, tags in DataLoader(reviews, batch_size=8, shuffle=True):
    logits = model(ids)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
