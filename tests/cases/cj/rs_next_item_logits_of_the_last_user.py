import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

N_ITEMS, MAX_LEN, NUM_NEGATIVES = 120, 20, 8


class CausalLMDataset(Dataset):
    def __init__(self, n_users=33):
        gen = torch.Generator().manual_seed(11)
        lengths = torch.randint(5, 30, (n_users,), generator=gen).tolist()
        self.histories = [torch.randint(1, N_ITEMS + 1, (n,), generator=gen) for n in lengths]

    def __len__(self):
        return len(self.histories)

    def __getitem__(self, user):
        seq = self.histories[user][-MAX_LEN - 1:]
        candidates = torch.ones(N_ITEMS + 1)
        candidates[0] = 0
        candidates[self.histories[user]] = 0
        return {"input_ids": seq[:-1], "labels": seq[1:], "negatives": torch.multinomial(candidates, NUM_NEGATIVES)}


def padding_collate(batch):
    return {
        "input_ids": pad_sequence([b["input_ids"] for b in batch], batch_first=True),
        "labels": pad_sequence([b["labels"] for b in batch], batch_first=True, padding_value=-100),
        "negatives": torch.stack([b["negatives"] for b in batch]),
    }


class SASRec(nn.Module):
    def __init__(self, item_num, maxlen=MAX_LEN, hidden_units=32, num_heads=1, dropout_rate=0.1):
        super().__init__()
        self.item_emb = nn.Embedding(item_num + 1, hidden_units, padding_idx=0)
        self.pos_emb = nn.Embedding(maxlen, hidden_units)
        self.block = nn.TransformerEncoderLayer(hidden_units, num_heads, hidden_units, dropout_rate, batch_first=True)

    def forward(self, input_ids):
        t = input_ids.size(1)
        causal = torch.ones(t, t, dtype=torch.bool).triu(1)
        return self.block(self.item_emb(input_ids) + self.pos_emb(torch.arange(t)), src_mask=causal)


class SeqRecWithSampling:
    def __init__(self, model, lr=1e-3):
        self.model, self.embed_layer = model, model.item_emb
        self.optimizer = torch.optim.Adam(model.parameters(), lr)

    def compute_loss(self, outputs, batch):
        # [N, T, D] * [N, D, M] -> [N, T, M]
        logits_negatives = outputs @ self.embed_layer(batch["negatives"]).transpose(1, 2)
        labels = batch["labels"].clone()
        labels[labels == -100] = 0
        # [N, T, 1, D] * [N, T, D, 1] -> [N, T]
        embeds_labels = self.embed_layer(labels)
        logits_labels = torch.matmul(outputs.unsqueeze(2), embeds_labels.unsqueeze(3)).squeeze()
        # [N, T, M + 1]
        logits = torch.cat([logits_labels.unsqueeze(2), logits_negatives], dim=-1)
        targets = batch["labels"].clone()
        targets[targets != -100] = 0
        return nn.functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            losses = []
            for batch in loader:
                loss = self.compute_loss(self.model(batch["input_ids"]), batch)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                losses.append(loss.item())
            print(epoch, sum(losses) / len(losses))


torch.manual_seed(0)
train_loader = DataLoader(CausalLMDataset(), batch_size=8, shuffle=True, collate_fn=padding_collate)
SeqRecWithSampling(SASRec(N_ITEMS)).fit(train_loader, epochs=2)
