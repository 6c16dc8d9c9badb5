import torch
import torch.nn as nn
import torch.nn.functional as F

pairs = [
    ("question : is the movie review positive ? review : a great moving film answer :", "yes </s>"),
    ("question : is the movie review positive ? review : two boring hours alone answer :", "no </s>"),
]


class WordTokenizer:
    def __init__(self, texts):
        self.vocab = {"<pad>": 0}
        for t in texts:
            for w in t.split():
                self.vocab.setdefault(w, len(self.vocab))

    def __call__(self, text):
        return torch.tensor([[self.vocab[w] for w in text.split()]])


class DecoderLayer(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.input_layernorm = nn.LayerNorm(dim)
        self.self_attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.post_attention_layernorm = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.SiLU(), nn.Linear(2 * dim, dim))

    def forward(self, x, mask):
        h = self.input_layernorm(x)
        x = x + self.self_attn(h, h, h, attn_mask=mask, need_weights=False)[0]
        return x + self.mlp(self.post_attention_layernorm(x))


class LlamaForCausalLM(nn.Module):
    def __init__(self, vocab_size, dim=32, layers=2, heads=4, max_len=64):
        super().__init__()
        self.vocab_size = vocab_size
        self.embed_tokens = nn.Embedding(vocab_size, dim)
        self.embed_positions = nn.Embedding(max_len, dim)
        self.layers = nn.ModuleList(DecoderLayer(dim, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(dim)
        self.lm_head = nn.Linear(dim, vocab_size, bias=False)

    def forward(self, input_ids, labels=None):
        n = input_ids.shape[1]
        mask = torch.full((n, n), float("-inf")).triu(1)
        x = self.embed_tokens(input_ids) + self.embed_positions(torch.arange(n))
        for layer in self.layers:
            x = layer(x, mask)
        logits = self.lm_head(self.norm(x))
        loss = None
        if labels is not None:
            # tokens < n predict n
            shift_logits = logits[..., :-1, :].contiguous()
            shift_labels = labels[..., 1:].contiguous()
            loss = F.cross_entropy(shift_logits.view(-1, self.vocab_size), shift_labels.view(-1), ignore_index=-100)
        return loss, logits


def score(model, tokenizer, prompt, answer):
    """mean negative log likelihood of the answer"""
    input_ids = tokenizer(prompt)
    labels = tokenizer(answer)
    with torch.no_grad():
        loss, _ = model(input_ids=input_ids, labels=labels)
    return loss.item()


torch.manual_seed(0)
tokenizer = WordTokenizer([t for pair in pairs for t in pair])
model = LlamaForCausalLM(len(tokenizer.vocab)).eval()
for prompt, answer in pairs:
    print(f"{answer.split()[0]:>4s}  loss {score(model, tokenizer, prompt, answer):.4f}")
