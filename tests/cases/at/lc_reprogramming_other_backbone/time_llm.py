import torch
from torch import nn

from backbones import VOCAB, load_backbone


class ReprogrammingLayer(nn.Module):
    def __init__(self, d_model, n_heads, d_keys, d_llm):
        super().__init__()
        self.query_projection = nn.Linear(d_model, d_keys * n_heads)
        self.key_projection = nn.Linear(d_llm, d_keys * n_heads)
        self.value_projection = nn.Linear(d_llm, d_keys * n_heads)
        self.out_projection = nn.Linear(d_keys * n_heads, d_llm)
        self.n_heads = n_heads

    def forward(self, target, source):
        B, L, _ = target.shape
        S, H = source.shape[0], self.n_heads
        q = self.query_projection(target).view(B, L, H, -1)
        k = self.key_projection(source).view(S, H, -1)
        v = self.value_projection(source).view(S, H, -1)
        A = (torch.einsum("blhe,she->bhls", q, k) / q.shape[-1] ** 0.5).softmax(-1)
        return self.out_projection(torch.einsum("bhls,she->blhe", A, v).reshape(B, L, -1))


class TimeLLM(nn.Module):
    def __init__(self, configs, num_tokens=100):
        super().__init__()
        self.patch_len, self.stride = configs.patch_len, configs.stride
        self.llm = load_backbone(configs.llm_model, configs.llm_layers)
        self.d_llm = configs.llm_dim
        self.patch_embedding = nn.Linear(configs.patch_len, configs.d_model)
        self.mapping_layer = nn.Linear(VOCAB, num_tokens)
        self.reprogramming_layer = ReprogrammingLayer(configs.d_model, configs.n_heads, configs.d_ff, self.d_llm)
        n_patches = (configs.seq_len - configs.patch_len) // configs.stride + 1
        self.output_projection = nn.Linear(n_patches * self.d_llm, configs.pred_len)

    def forward(self, x):
        patches = x.unfold(-1, self.patch_len, self.stride)
        source = self.mapping_layer(self.llm.wte.weight.t()).t()
        enc = self.reprogramming_layer(self.patch_embedding(patches), source)
        return self.output_projection(self.llm(enc).flatten(1))
