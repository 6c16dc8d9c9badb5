import torch

from lora import Config, GPT, LoRAQKVLinear

lora_r = 8
lora_alpha = 16
lora_query = True
lora_key = False
lora_value = True


def merge(checkpoint_path, lora_path, save_path):
    config = Config(r=lora_r, alpha=lora_alpha, to_query=lora_query, to_key=lora_key, to_value=lora_value)
    model = GPT(config)
    checkpoint = torch.load(checkpoint_path)
    checkpoint.update(torch.load(lora_path))
    model.load_state_dict(checkpoint)
    for module in model.modules():
        if isinstance(module, LoRAQKVLinear):
            module.linear.weight.data += module.delta().data
    torch.save({k: v for k, v in model.state_dict().items() if "lora_" not in k}, save_path)
