import torch
import torch.nn.functional as F
from torch import nn

MODELS = {
    "qwen-like-14b": dict(vocab_size=1216, dim=96, layers=2),
    "qwen-like-3b": dict(vocab_size=1184, dim=48, layers=1),
}
TOKENIZER_SIZE = 1170
IGNORE_INDEX = -100


class CausalLM(nn.Module):
    def __init__(self, vocab_size, dim, layers, max_len=32):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, dim)
        self.pos = nn.Embedding(max_len, dim)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, 4, 2 * dim, dropout=0.0, batch_first=True) for _ in range(layers)
        )
        self.lm_head = nn.Linear(dim, vocab_size, bias=False)

    def forward(self, ids):
        t = ids.shape[1]
        h = self.embed(ids) + self.pos(torch.arange(t))
        causal = torch.ones(t, t, dtype=torch.bool).triu(1)
        for block in self.blocks:
            h = block(h, src_mask=causal)
        return self.lm_head(h)


def forward_kl(student_logits, teacher_logits, labels):
    teacher_prob = F.softmax(teacher_logits.float(), dim=-1)
    student_logprob = F.log_softmax(student_logits.float(), dim=-1)
    inf_mask = torch.isinf(student_logits)
    prod_probs = torch.masked_fill(teacher_prob * student_logprob, inf_mask, 0)
    x = prod_probs.sum(dim=-1).view(-1)
    mask = (labels != IGNORE_INDEX).int().view(-1)
    return -(x * mask).sum() / mask.sum()


class Instructions:
    def __init__(self, n_batches, batch_size=4, length=20, prompt=6):
        self.n_batches, self.batch_size, self.length, self.prompt = n_batches, batch_size, length, prompt

    def __iter__(self):
        g = torch.Generator().manual_seed(21)
        for _ in range(self.n_batches):
            tokens = torch.randint(0, TOKENIZER_SIZE, (self.batch_size, self.length), generator=g)
            labels = tokens.clone()
            labels[:, :self.prompt] = IGNORE_INDEX
            yield tokens, labels


class DistillRecipe:
    def __init__(self, cfg):
        self.cfg = cfg
        self.student = CausalLM(**MODELS[cfg["student"]])
        self.teacher = CausalLM(**MODELS[cfg["teacher"]]).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(self.student.parameters(), lr=cfg["lr"])

    def loss_step(self, tokens, labels):
        logits = self.student(tokens)
        with torch.no_grad():
            teacher_logits = self.teacher(tokens)
        labels = torch.cat([labels[:, 1:], torch.full_like(labels[:, :1], IGNORE_INDEX)], dim=1)
        class_loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORE_INDEX)
        kd_loss = forward_kl(logits, teacher_logits, labels)
        return class_loss, kd_loss

    def train(self):
        ratio = self.cfg["kd_ratio"]
        for step, (tokens, labels) in enumerate(Instructions(self.cfg["max_steps"])):
            class_loss, kd_loss = self.loss_step(tokens, labels)
            loss = (1 - ratio) * class_loss + ratio * kd_loss
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            print(f"{step}|class_loss {class_loss.item():.3f}|kd_loss {kd_loss.item():.3f}")


recipe = DistillRecipe({
    "student": "qwen-like-3b",
    "teacher": "qwen-like-14b",
    "kd_ratio": 0.5,
    "lr": 3e-4,
    "max_steps": 3,
})
recipe.train()
