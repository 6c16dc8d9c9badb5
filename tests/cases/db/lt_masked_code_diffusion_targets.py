import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

IGNORE_INDEX = -100
SNIPPETS = [
    "def add(a, b):\n    return a + b\n",
    "for i in range(10):\n    print(i * i)\n",
    "with open(path) as f:\n    text = f.read()\n",
    "x = [n for n in items if n > 0]\n",
    "while not done:\n    step(model)\n    done = loss < 1e-3\n",
    "class Point:\n    x: int = 0\n    y: int = 0\n",
]


class CharTokenizer:
    def __init__(self, texts):
        self.vocab = {c: i + 2 for i, c in enumerate(sorted(set("".join(texts))))}
        self.pad_token_id, self.mask_token_id = 0, 1

    def __len__(self):
        return len(self.vocab) + 2

    def encode(self, text):
        return [self.vocab[c] for c in text]


class CodeDataset(Dataset):
    def __init__(self, tokenizer, texts, max_seq_len=48):
        self.ids = []
        for t in texts:
            ids = tokenizer.encode(t)[:max_seq_len]
            self.ids.append(torch.tensor(ids + [tokenizer.pad_token_id] * (max_seq_len - len(ids))))

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return self.ids[i]


class MaskedDiffusionCollator:
    """Draws a noise level for every sample and hides this share of its tokens."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def __call__(self, batch):
        input_ids = torch.stack(batch)
        attention_mask = input_ids != self.tokenizer.pad_token_id
        t = torch.rand(len(batch), 1).clamp(min=0.1)
        hidden = (torch.rand(input_ids.shape) < t) & attention_mask
        labels = input_ids.masked_fill(~hidden, IGNORE_INDEX)
        noisy = input_ids.masked_fill(hidden, self.tokenizer.mask_token_id)
        return {"input_ids": noisy, "attention_mask": attention_mask, "labels": labels}


class DecoderLayer(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.self_attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 3 * dim), nn.SiLU(), nn.Linear(3 * dim, dim))

    def forward(self, x, padding):
        y = self.input_layernorm(x)
        x = x + self.self_attn(y, y, y, key_padding_mask=padding, need_weights=False)[0]
        return x + self.mlp(self.post_attention_layernorm(x))


class DiffusionLM(nn.Module):
    def __init__(self, vocab_size, dim=48, layers=2, heads=4, max_position_embeddings=64):
        super().__init__()
        self.vocab_size = vocab_size
        self.embed_tokens = nn.Embedding(vocab_size, dim)
        self.embed_positions = nn.Embedding(max_position_embeddings, dim)
        self.layers = nn.ModuleList(DecoderLayer(dim, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(dim)
        self.lm_head = nn.Linear(dim, vocab_size, bias=False)

    def forward(self, input_ids, attention_mask, labels=None):
        x = self.embed_tokens(input_ids) + self.embed_positions.weight[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x, ~attention_mask)
        logits = self.lm_head(self.norm(x))
        loss = None
        if labels is not None:
            labels = labels[..., 1:].contiguous()
            loss = F.cross_entropy(logits.view(-1, self.vocab_size), labels.view(-1), ignore_index=IGNORE_INDEX)
        return loss, logits


torch.manual_seed(0)
tokenizer = CharTokenizer(SNIPPETS)
loader = DataLoader(CodeDataset(tokenizer, SNIPPETS * 4), 8, shuffle=True, collate_fn=MaskedDiffusionCollator(tokenizer))
model = DiffusionLM(len(tokenizer))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for step, micro_batch in enumerate(loader):
    loss, _ = model(**micro_batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.3f}")
