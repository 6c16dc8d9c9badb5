import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TEXT = """I had always thought him rather a cheap genius, though a good fellow enough, so it was
no great surprise to me to hear that, in the height of his glory, he had dropped his painting,
married a rich widow, and established himself in a villa on the coast."""


class CharTokenizer:
    def __init__(self, text):
        self.itos = sorted(set(text))
        self.stoi = {c: i for i, c in enumerate(self.itos)}

    def encode(self, s):
        return [self.stoi[c] for c in s]


class GPTDataset(Dataset):
    def __init__(self, txt, tokenizer, max_length, stride):
        self.input_ids = []
        self.target_ids = []
        token_ids = tokenizer.encode(txt)
        for i in range(0, len(token_ids) - 1, stride):
            input_chunk = token_ids[i:i + max_length]
            target_chunk = token_ids[i + 1:i + max_length + 1]
            self.input_ids.append(torch.tensor(input_chunk))
            self.target_ids.append(torch.tensor(target_chunk))

    def __len__(self):
        return len(self.input_ids)

    def __getitem__(self, idx):
        return self.input_ids[idx], self.target_ids[idx]


def create_dataloader(txt, tokenizer, batch_size=4, max_length=16, stride=16):
    dataset = GPTDataset(txt, tokenizer, max_length, stride)
    return DataLoader(dataset, batch_size=batch_size)


class TinyGPT(nn.Module):
    def __init__(self, vocab_size, context, dim=32):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, dim)
        self.pos = nn.Parameter(torch.zeros(context, dim))
        self.block = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.out = nn.Linear(dim, vocab_size)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(context))

    def forward(self, idx):
        h = self.tok(idx) + self.pos
        return self.out(self.block(h, src_mask=self.mask))


torch.manual_seed(123)
tokenizer = CharTokenizer(TEXT)
loader = create_dataloader(TEXT, tokenizer)
model = TinyGPT(len(tokenizer.itos), context=16)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)

for epoch in range(3):
    for inputs, targets in loader:
        logits = model(inputs)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f}")
