import torch
import torch.nn as nn
import torch.nn.functional as F


class RegionControl:
    def __init__(self):
        self.prompt_image_conditioning = []


region_control = RegionControl()


class Attention(nn.Module):
    def __init__(self, dim, context_dim, heads, dim_head):
        super().__init__()
        inner = heads * dim_head
        self.heads = heads
        self.to_q = nn.Linear(dim, inner, bias=False)
        self.to_k = nn.Linear(context_dim, inner, bias=False)
        self.to_v = nn.Linear(context_dim, inner, bias=False)
        self.to_out = nn.Linear(inner, dim)

    def head_to_batch(self, t):
        b, n, d = t.shape
        return t.view(b, n, self.heads, d // self.heads).transpose(1, 2)


class IPAttnProcessor2_0(nn.Module):
    """Attention to the text tokens plus, decoupled, to the tokens of the face image."""

    def __init__(self, hidden_size, cross_attention_dim, scale=1.0, num_tokens=4):
        super().__init__()
        self.scale = scale
        self.num_tokens = num_tokens
        self.to_k_ip = nn.Linear(cross_attention_dim, hidden_size, bias=False)
        self.to_v_ip = nn.Linear(cross_attention_dim, hidden_size, bias=False)

    def forward(self, attn, hidden_states, encoder_hidden_states):
        batch_size, sequence_length, _ = hidden_states.shape
        end_pos = encoder_hidden_states.shape[1] - self.num_tokens
        text_states, ip_states = encoder_hidden_states[:, :end_pos], encoder_hidden_states[:, end_pos:]

        query = attn.head_to_batch(attn.to_q(hidden_states))
        key = attn.head_to_batch(attn.to_k(text_states))
        value = attn.head_to_batch(attn.to_v(text_states))
        hidden_states = F.scaled_dot_product_attention(query, key, value)
        hidden_states = hidden_states.transpose(1, 2).reshape(batch_size, sequence_length, -1)

        # for ip-adapter
        ip_key = attn.head_to_batch(self.to_k_ip(ip_states))
        ip_value = attn.head_to_batch(self.to_v_ip(ip_states))
        ip_hidden_states = F.scaled_dot_product_attention(query, ip_key, ip_value)
        ip_hidden_states = ip_hidden_states.transpose(1, 2).reshape(batch_size, sequence_length, -1)

        # region control
        if len(region_control.prompt_image_conditioning) == 1:
            region_mask = region_control.prompt_image_conditioning[0].get("region_mask", None)
            if region_mask is not None:
                h, w = region_mask.shape[:2]
                ratio = (h * w / query.shape[1]) ** 0.5
                mask = F.interpolate(region_mask[None, None], scale_factor=1 / ratio, mode="nearest")
                mask = mask.reshape([1, -1, 1])
            else:
                mask = torch.ones_like(ip_hidden_states)
            ip_hidden_states = ip_hidden_states * mask

        return attn.to_out(hidden_states + self.scale * ip_hidden_states)


class CrossAttnBlock(nn.Module):
    def __init__(self, channels=40, context_dim=32, heads=10):
        super().__init__()
        self.norm = nn.GroupNorm(4, channels)
        self.attn = Attention(channels, context_dim, heads, channels // heads)
        self.processor = IPAttnProcessor2_0(channels, context_dim, scale=0.8)

    def forward(self, latents, context):
        b, c, h, w = latents.shape
        tokens = self.norm(latents).flatten(2).transpose(1, 2)
        out = self.processor(self.attn, tokens, context)
        return latents + out.transpose(1, 2).reshape(b, c, h, w)


def prepare_region(face_box, size=256):
    x1, y1, x2, y2 = face_box
    control_mask = torch.zeros(size, size)
    control_mask[y1:y2, x1:x2] = 1.0
    return control_mask


@torch.no_grad()
def denoise(steps=3):
    block = CrossAttnBlock()
    latents = torch.randn(2, 40, 32, 32)
    prompt_embeds = torch.randn(2, 16, 32)
    face_embeds = torch.randn(2, 4, 32)
    region_control.prompt_image_conditioning = [dict(region_mask=prepare_region((60, 40, 180, 200)))]
    context = torch.cat([prompt_embeds, face_embeds], dim=1)
    for _ in range(steps):
        latents = 0.9 * block(latents, context)
    return latents


print(denoise().std())
