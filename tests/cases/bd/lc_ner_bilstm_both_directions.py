import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

LABELS = ["O"] + [f"{p}-{t}" for t in ("name", "company", "address", "book", "game") for p in ("B", "I", "S")]


class Config:
    vocab_size = 200
    hidden_size = 64
    lstm_embedding_size = 64
    lstm_dropout_prob = 0.5
    num_labels = len(LABELS)


class ClueSentences(Dataset):
    """Character ids and BIOS tags, padded to 50 characters."""

    def __len__(self):
        return 12

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        n = int(torch.randint(20, 50, (1,), generator=g))
        ids = torch.zeros(50, dtype=torch.long)
        tags = torch.full((50,), -1)
        ids[:n] = torch.randint(1, Config.vocab_size, (n,), generator=g)
        tags[:n] = torch.randint(0, Config.num_labels, (n,), generator=g)
        return ids, tags


class TinyBert(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.word = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=0)
        self.position = nn.Embedding(512, config.hidden_size)
        self.layer = nn.TransformerEncoderLayer(config.hidden_size, 4, 128, batch_first=True)

    def forward(self, ids, mask):
        pos = torch.arange(ids.size(1)).expand_as(ids)
        return self.layer(self.word(ids) + self.position(pos), src_key_padding_mask=~mask)


class BertNER(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.num_labels = config.num_labels
        self.bert = TinyBert(config)
        self.dropout = nn.Dropout(0.1)
        self.bilstm = nn.LSTM(
            input_size=config.lstm_embedding_size,
            hidden_size=config.hidden_size,
            batch_first=True,
            num_layers=2,
            dropout=config.lstm_dropout_prob,
            bidirectional=True,
        )
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, ids, attention_mask):
        sequence_output = self.dropout(self.bert(ids, attention_mask))
        lstm_output, _ = self.bilstm(sequence_output)
        logits = self.classifier(lstm_output)
        return logits


def train_epoch(loader, model, optimizer):
    model.train()
    for ids, tags in loader:
        logits = model(ids, attention_mask=ids > 0)
        loss = nn.functional.cross_entropy(logits.view(-1, model.num_labels), tags.view(-1), ignore_index=-1)
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
    return loss.item()


model = BertNER(Config())
print(train_epoch(DataLoader(ClueSentences(), batch_size=4), model, torch.optim.AdamW(model.parameters(), lr=1e-3)))
