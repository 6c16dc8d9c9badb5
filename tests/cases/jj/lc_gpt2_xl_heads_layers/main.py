import torch

from configs import get_config, model_configs
from gpt import GPTModel


def generate(model, idx, max_new_tokens, context_size):
    for _ in range(max_new_tokens):
        with torch.no_grad():
            logits = model(idx[:, -context_size:])[:, -1]
        idx = torch.cat((idx, logits.argmax(-1, keepdim=True)), dim=1)
    return idx


torch.manual_seed(123)
start = torch.tensor([list(b"Every effort moves")])
for name in model_configs:
    cfg = get_config(name)
    model = GPTModel(cfg).eval()
    out = generate(model, start, 4, cfg["context_length"])
    print(name, sum(p.numel() for p in model.parameters()), out.shape)
