import torch
from torch import nn

LM_SIZES = {
    "lm-small": dict(n_embd=768, n_head=12),
    "lm-medium": dict(n_embd=1024, n_head=16),
}

ATTRIBUTE_HEADS = {
    "clickbait": dict(class_size=2, embed_size=1024, labels=["no", "yes"]),
    "sentiment": dict(class_size=5, embed_size=1024,
                      labels=["positive", "negative", "very positive", "very negative", "neutral"]),
}


class CausalLM(nn.Module):
    def __init__(self, name, vocab=120, length=64):
        super().__init__()
        size = LM_SIZES[name]
        self.n_embd = size["n_embd"]
        self.tokens = nn.Embedding(vocab, self.n_embd)
        self.positions = nn.Embedding(length, self.n_embd)
        self.block = nn.TransformerEncoderLayer(
            self.n_embd, size["n_head"], 2 * self.n_embd, batch_first=True, norm_first=True)
        self.lm_head = nn.Linear(self.n_embd, vocab, bias=False)

    def hidden(self, ids):
        n = ids.shape[1]
        x = self.tokens(ids) + self.positions(torch.arange(n))
        return self.block(x, src_mask=nn.Transformer.generate_square_subsequent_mask(n))

    def forward(self, ids):
        h = self.hidden(ids)
        return self.lm_head(h), h


class ClassificationHead(nn.Module):
    def __init__(self, class_size, embed_size):
        super().__init__()
        self.mlp = nn.Linear(embed_size, class_size)

    def forward(self, pooled):
        return self.mlp(pooled)


def load_attribute_head(name, label):
    info = ATTRIBUTE_HEADS[name]
    head = ClassificationHead(info["class_size"], info["embed_size"]).eval()
    return head, torch.tensor([info["labels"].index(label)])


def perturb(lm, head, target, ids, steps=2, stepsize=0.03):
    """Moves the last hidden states towards the wanted attribute."""
    with torch.no_grad():
        _, h = lm(ids)
    delta = torch.zeros_like(h, requires_grad=True)
    for _ in range(steps):
        pooled = (h + delta).mean(dim=1)
        loss = nn.functional.cross_entropy(head(pooled), target)
        grad, = torch.autograd.grad(loss, delta)
        delta = (delta - stepsize * grad / grad.norm()).detach().requires_grad_()
        print("discriminator loss", loss.item())
    return lm.lm_head(h + delta)[:, -1]


torch.manual_seed(1)
lm = CausalLM("lm-small").eval().requires_grad_(False)
head, target = load_attribute_head("sentiment", "very positive")
context = torch.randint(0, 120, (1, 6))
for _ in range(3):
    logits = perturb(lm, head, target, context)
    context = torch.cat([context, logits.argmax(-1, keepdim=True)], dim=1)
print(context.tolist())
