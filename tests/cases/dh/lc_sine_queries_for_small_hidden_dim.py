import math

import torch
import torch.nn.functional as F
from torch import nn


def inverse_sigmoid(x, eps=1e-3):
    x = x.clamp(eps, 1 - eps)
    return torch.log(x / (1 - x))


def gen_sineembed_for_position(pos_tensor):
    # n_query, bs, 4 -> n_query, bs, width of the embedding
    scale = 2 * math.pi
    dim_t = torch.arange(128, dtype=torch.float32, device=pos_tensor.device)
    dim_t = 10000 ** (2 * (dim_t // 2) / 128)
    pos = []
    for k in (1, 0, 2, 3):  # y, x, w, h
        p = (pos_tensor[:, :, k] * scale)[:, :, None] / dim_t
        pos.append(torch.stack((p[:, :, 0::2].sin(), p[:, :, 1::2].cos()), dim=3).flatten(2))
    return torch.cat(pos, dim=2)


class MLP(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim, num_layers):
        super().__init__()
        h = [hidden_dim] * (num_layers - 1)
        self.layers = nn.ModuleList(nn.Linear(n, k) for n, k in zip([input_dim] + h, h + [output_dim]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = F.relu(layer(x)) if i < len(self.layers) - 1 else layer(x)
        return x


class DecoderLayer(nn.Module):
    def __init__(self, d_model, nhead=4):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead)
        self.cross_attn = nn.MultiheadAttention(d_model, nhead)
        self.ffn = nn.Sequential(nn.Linear(d_model, 2 * d_model), nn.ReLU(), nn.Linear(2 * d_model, d_model))
        self.norms = nn.ModuleList(nn.LayerNorm(d_model) for _ in range(3))

    def forward(self, tgt, query_pos, memory):
        q = tgt + query_pos
        tgt = self.norms[0](tgt + self.self_attn(q, q, tgt)[0])
        tgt = self.norms[1](tgt + self.cross_attn(tgt + query_pos, memory, memory)[0])
        return self.norms[2](tgt + self.ffn(tgt))


class TransformerDecoder(nn.Module):
    def __init__(self, d_model, num_layers):
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(d_model) for _ in range(num_layers))
        self.ref_point_head = MLP(2 * d_model, d_model, d_model, 2)
        self.bbox_embed = MLP(d_model, d_model, 4, 3)

    def forward(self, tgt, memory, reference_points):
        for layer in self.layers:
            query_sine_embed = gen_sineembed_for_position(reference_points)
            query_pos = self.ref_point_head(query_sine_embed)
            tgt = layer(tgt, query_pos, memory)
            delta = self.bbox_embed(tgt)
            reference_points = (delta + inverse_sigmoid(reference_points)).sigmoid().detach()
        return tgt, (delta + inverse_sigmoid(reference_points)).sigmoid()


class DINO(nn.Module):
    def __init__(self, hidden_dim=256, num_queries=30, num_classes=91, dec_layers=2):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 32, 7, 4, 3), nn.ReLU(), nn.Conv2d(32, 64, 3, 4, 1), nn.ReLU())
        self.input_proj = nn.Conv2d(64, hidden_dim, 1)
        self.tgt_embed = nn.Embedding(num_queries, hidden_dim)
        self.refpoint_embed = nn.Embedding(num_queries, 4)
        self.decoder = TransformerDecoder(hidden_dim, dec_layers)
        self.class_embed = nn.Linear(hidden_dim, num_classes)

    def forward(self, images):
        bs = images.shape[0]
        memory = self.input_proj(self.backbone(images)).flatten(2).permute(2, 0, 1)
        tgt = self.tgt_embed.weight[:, None].repeat(1, bs, 1)
        ref = self.refpoint_embed.weight[:, None].repeat(1, bs, 1).sigmoid()
        hs, boxes = self.decoder(tgt, memory, ref)
        return {"pred_logits": self.class_embed(hs).transpose(0, 1), "pred_boxes": boxes.transpose(0, 1)}


# small model for the edge device
model = DINO(hidden_dim=64, num_queries=20, num_classes=5)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for step in range(2):
    out = model(torch.rand(2, 3, 128, 160))
    loss = F.l1_loss(out["pred_boxes"], torch.rand(2, 20, 4)) + out["pred_logits"].sigmoid().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
