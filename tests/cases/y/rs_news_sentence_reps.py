import argparse

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader, Dataset


class BertConfig:
    """The part of a BERT configuration file that is needed here."""

    def __init__(self, vocab_size=600, hidden_size=768, num_layers=1, num_heads=12, intermediate_size=512):
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.intermediate_size = intermediate_size


class WordBertEncoder(nn.Module):
    def __init__(self, config, max_sent_len):
        super().__init__()
        self.tokens = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=0)
        self.positions = nn.Parameter(torch.zeros(max_sent_len, config.hidden_size))
        layer = nn.TransformerEncoderLayer(
            config.hidden_size, config.num_heads, config.intermediate_size, dropout=0.1, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, config.num_layers, enable_nested_tensor=False)

    def forward(self, input_ids, mask):
        x = self.tokens(input_ids) + self.positions[:input_ids.size(1)]
        return self.layers(x, src_key_padding_mask=~mask)[:, 0]


class Attention(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.proj = nn.Linear(hidden_size, hidden_size)
        self.query = nn.Parameter(torch.randn(hidden_size) * 0.05)

    def forward(self, hidden):
        score = torch.tanh(self.proj(hidden)) @ self.query
        return (score.softmax(1).unsqueeze(2) * hidden).sum(1)


class Model(nn.Module):
    def __init__(self, config, label_size, max_sent_len):
        super().__init__()
        self.sent_rep_size = 256
        self.doc_rep_size = 2 * 128
        self.word_encoder = WordBertEncoder(config, max_sent_len)
        self.sent_encoder = nn.LSTM(self.sent_rep_size, 128, batch_first=True, bidirectional=True)
        self.sent_attention = Attention(self.doc_rep_size)
        self.out = nn.Linear(self.doc_rep_size, label_size)

    def forward(self, batch_inputs, batch_masks):
        batch_size, max_doc_len, max_sent_len = batch_inputs.shape
        batch_inputs = batch_inputs.view(batch_size * max_doc_len, max_sent_len)
        batch_masks = batch_masks.view(batch_size * max_doc_len, max_sent_len)
        sent_reps = self.word_encoder(batch_inputs, batch_masks)
        sent_reps = sent_reps.view(batch_size, max_doc_len, self.sent_rep_size)
        sent_hiddens, _ = self.sent_encoder(sent_reps)
        return self.out(self.sent_attention(sent_hiddens))


class NewsDataset(Dataset):
    """Articles as sentences of word numbers, as in the anonymised competition data."""

    def __init__(self, n, doc_len, sent_len, vocab_size, label_size):
        g = torch.Generator().manual_seed(42)
        self.labels = torch.randint(label_size, (n,), generator=g)
        self.words = torch.randint(1, vocab_size, (n, doc_len, sent_len), generator=g)
        lengths = torch.randint(3, sent_len + 1, (n, doc_len, 1), generator=g)
        self.words[torch.arange(sent_len) >= lengths] = 0

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.words[i], self.words[i] > 0, self.labels[i]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=16)
    parser.add_argument("--sent_len", type=int, default=16)
    parser.add_argument("--doc_len", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    args = parser.parse_args()

    config = BertConfig()
    dataset = NewsDataset(48, args.doc_len, args.sent_len, config.vocab_size, label_size=14)
    model = Model(config, 14, args.sent_len)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        for inputs, masks, labels in DataLoader(dataset, batch_size=args.batch_size, shuffle=True):
            loss = criterion(model(inputs, masks), labels)
            optimizer.zero_grad()
            loss.backward()
            clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")
