import torch
from torch.nn import functional as F

from lora import Config, GPT

lora_r = 8
lora_alpha = 16
lora_query = True
lora_key = True
lora_value = True


def setup(checkpoint_path, out_path, max_iters=5):
    config = Config(r=lora_r, alpha=lora_alpha, to_query=lora_query, to_key=lora_key, to_value=lora_value)
    model = GPT(config)
    model.load_state_dict(torch.load(checkpoint_path), strict=False)
    optimizer = torch.optim.AdamW([p for n, p in model.named_parameters() if "lora_" in n], lr=3e-3)
    for iter_num in range(max_iters):
        tokens = torch.randint(config.vocab_size, (4, 17))
        loss = F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter {iter_num}: loss {loss.item():.4f}")
    torch.save({k: v for k, v in model.state_dict().items() if "lora_" in k}, out_path)
