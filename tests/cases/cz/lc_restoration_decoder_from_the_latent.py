import torch
import torch.nn as nn
import torch.nn.functional as F


class TransformerBlock(nn.Module):
    """Attention over the channels, then a gated feed-forward network."""

    def __init__(self, dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.norm1, self.norm2 = nn.GroupNorm(1, dim), nn.GroupNorm(1, dim)
        self.temperature = nn.Parameter(torch.ones(num_heads, 1, 1))
        self.qkv = nn.Conv2d(dim, dim * 3, 1, bias=False)
        self.project_out = nn.Conv2d(dim, dim, 1, bias=False)
        self.ffn_in, self.ffn_out = nn.Conv2d(dim, dim * 4, 1), nn.Conv2d(dim * 2, dim, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, 3, self.num_heads, c // self.num_heads, h * w).unbind(1)
        attn = (F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)) * self.temperature
        x = x + self.project_out((attn.softmax(dim=-1) @ v).reshape(b, c, h, w))
        x1, x2 = self.ffn_in(self.norm2(x)).chunk(2, dim=1)
        return x + self.ffn_out(F.gelu(x1) * x2)


class Downsample(nn.Module):
    def __init__(self, n_feat):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(n_feat, n_feat // 2, 3, padding=1, bias=False), nn.PixelUnshuffle(2))

    def forward(self, x):
        return self.body(x)


class Upsample(nn.Module):
    def __init__(self, n_feat):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(n_feat, n_feat * 2, 3, padding=1, bias=False), nn.PixelShuffle(2))

    def forward(self, x):
        return self.body(x)


class PromptGenBlock(nn.Module):
    """Mixes a few learned prompts according to the features."""

    def __init__(self, prompt_dim, prompt_len, prompt_size, lin_dim):
        super().__init__()
        self.prompt_param = nn.Parameter(torch.rand(1, prompt_len, prompt_dim, prompt_size, prompt_size))
        self.linear_layer = nn.Linear(lin_dim, prompt_len)
        self.conv3x3 = nn.Conv2d(prompt_dim, prompt_dim, 3, padding=1, bias=False)

    def forward(self, x):
        weights = self.linear_layer(x.mean(dim=(-2, -1))).softmax(dim=1)
        prompt = (weights[:, :, None, None, None] * self.prompt_param).sum(dim=1)
        return self.conv3x3(F.interpolate(prompt, x.shape[-2:], mode="bilinear"))


class PromptIR(nn.Module):
    def __init__(self, inp_channels=3, out_channels=3, dim=16, num_blocks=(1, 1, 1, 1), heads=(1, 2, 4, 8), decoder=False):
        super().__init__()
        self.decoder = decoder
        self.patch_embed = nn.Conv2d(inp_channels, dim, 3, padding=1, bias=False)
        self.encoder_level1 = self._stage(dim, heads[0], num_blocks[0])
        self.down1_2 = Downsample(dim)
        self.encoder_level2 = self._stage(dim * 2**1, heads[1], num_blocks[1])
        self.down2_3 = Downsample(dim * 2**1)
        self.encoder_level3 = self._stage(dim * 2**2, heads[2], num_blocks[2])
        self.down3_4 = Downsample(dim * 2**2)
        self.latent = self._stage(dim * 2**3, heads[3], num_blocks[3])

        self.up4_3 = Upsample(dim * 2**2)
        self.reduce_chan_level3 = nn.Conv2d(dim * 2**1 + dim * 2**2, dim * 2**2, 1, bias=False)
        self.decoder_level3 = self._stage(dim * 2**2, heads[2], num_blocks[2])
        self.up3_2 = Upsample(dim * 2**2)
        self.reduce_chan_level2 = nn.Conv2d(dim * 2**2, dim * 2**1, 1, bias=False)
        self.decoder_level2 = self._stage(dim * 2**1, heads[1], num_blocks[1])
        self.up2_1 = Upsample(dim * 2**1)
        self.decoder_level1 = self._stage(dim * 2**1, heads[0], num_blocks[0])
        if self.decoder:
            self.prompt2 = PromptGenBlock(prompt_dim=dim, prompt_len=5, prompt_size=16, lin_dim=dim * 2**2)
            self.noise_level2 = TransformerBlock(dim * 2**2 + dim, heads[2])
            self.reduce_noise_level2 = nn.Conv2d(dim * 2**2 + dim, dim * 2**2, 1, bias=False)
        self.output = nn.Conv2d(dim * 2**1, out_channels, 3, padding=1, bias=False)

    @staticmethod
    def _stage(dim, num_heads, n):
        return nn.Sequential(*[TransformerBlock(dim, num_heads) for _ in range(n)])

    def forward(self, inp_img):
        out_enc_level1 = self.encoder_level1(self.patch_embed(inp_img))
        out_enc_level2 = self.encoder_level2(self.down1_2(out_enc_level1))
        out_enc_level3 = self.encoder_level3(self.down2_3(out_enc_level2))
        latent = self.latent(self.down3_4(out_enc_level3))

        inp_dec_level3 = torch.cat([self.up4_3(latent), out_enc_level3], 1)
        out_dec_level3 = self.decoder_level3(self.reduce_chan_level3(inp_dec_level3))
        if self.decoder:
            out_dec_level3 = torch.cat([out_dec_level3, self.prompt2(out_dec_level3)], 1)
            out_dec_level3 = self.reduce_noise_level2(self.noise_level2(out_dec_level3))
        inp_dec_level2 = torch.cat([self.up3_2(out_dec_level3), out_enc_level2], 1)
        out_dec_level2 = self.decoder_level2(self.reduce_chan_level2(inp_dec_level2))
        inp_dec_level1 = torch.cat([self.up2_1(out_dec_level2), out_enc_level1], 1)
        return self.output(self.decoder_level1(inp_dec_level1)) + inp_img


torch.manual_seed(0)
net = PromptIR(decoder=True)
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-4)
for step in range(2):
    clean_patch = torch.rand(2, 3, 64, 64)
    degrad_patch = (clean_patch + 25 / 255 * torch.randn_like(clean_patch)).clamp(0, 1)
    loss = F.l1_loss(net(degrad_patch), clean_patch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} train_loss {loss.item():.4f}")
