from fnmatch import fnmatch

import torch
from torch import nn


class SpeechFeatures(nn.Module):
    def __init__(self, dim=64, n_tokens=30):
        super().__init__()
        self.conv1 = nn.Conv1d(1, dim, kernel_size=10, stride=5)
        self.conv2 = nn.Conv1d(dim, dim, kernel_size=3, stride=2)
        self.proj = nn.Linear(dim, dim)
        self.ctc_lin = nn.Linear(dim, n_tokens)

    def forward(self, wav):
        feats = torch.relu(self.conv2(torch.relu(self.conv1(wav))))
        feats = torch.relu(self.proj(feats.transpose(1, 2)))
        return self.ctc_lin(feats).log_softmax(-1)


class LoRA(nn.Module):
    def __init__(self, target_module, rank=16, alpha=1.0):
        super().__init__()
        input_size = target_module.weight.shape[1]
        output_size = target_module.weight.shape[0]
        self.pretrained_module = target_module
        self.adapter_down_proj = nn.Linear(input_size, rank, bias=False)
        self.adapter_up_proj = nn.Linear(rank, output_size, bias=False)
        nn.init.zeros_(self.adapter_up_proj.weight)
        self.scaling = alpha / rank

    def forward(self, x):
        x_pretrained = self.pretrained_module(x)
        x_lora = self.adapter_up_proj(self.adapter_down_proj(x))
        return x_pretrained + x_lora * self.scaling


def is_layer_adaptable(name, module, patterns):
    supported = isinstance(module, (nn.Linear, nn.Conv1d))
    return supported and any(fnmatch(name, p) for p in patterns)


class AdaptedModel(nn.Module):
    def __init__(self, model_to_adapt, adapter_class, target_layers, adapter_kwargs):
        super().__init__()
        for p in model_to_adapt.parameters():
            p.requires_grad = False
        for name, module in list(model_to_adapt.named_children()):
            if is_layer_adaptable(name, module, target_layers):
                setattr(model_to_adapt, name, adapter_class(module, **adapter_kwargs))
        self.adapted_model = model_to_adapt

    def forward(self, wav):
        return self.adapted_model(wav)


torch.manual_seed(0)
asr = AdaptedModel(SpeechFeatures(), LoRA, target_layers=["*conv2", "proj"], adapter_kwargs={"rank": 16})
trainable = [p for p in asr.parameters() if p.requires_grad]
print("trainable", sum(p.numel() for p in trainable))
optimizer = torch.optim.Adam(trainable, lr=1e-3)
for step in range(2):
    wav = torch.randn(4, 1, 1600)
    tokens = torch.randint(1, 30, (4, 12))
    log_probs = asr(wav)
    lens = torch.full((4,), log_probs.shape[1])
    loss = nn.functional.ctc_loss(log_probs.transpose(0, 1), tokens, lens, torch.full((4,), 12))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
