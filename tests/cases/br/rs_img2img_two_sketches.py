import torch
from torch import nn


class TinyVAE(nn.Module):
    scaling_factor = 0.18215

    def __init__(self, latent_channels=4):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 4, 4), nn.SiLU(), nn.Conv2d(16, 2 * latent_channels, 2, 2))
        self.decoder = nn.Sequential(nn.ConvTranspose2d(latent_channels, 16, 2, 2), nn.SiLU(), nn.ConvTranspose2d(16, 3, 4, 4))

    def encode(self, x):
        mean, logvar = self.encoder(x).chunk(2, dim=1)
        return (mean + (0.5 * logvar).exp() * torch.randn_like(mean)) * self.scaling_factor

    def decode(self, z):
        return self.decoder(z / self.scaling_factor)


class CrossAttention(nn.Module):
    def __init__(self, dim, context_dim):
        super().__init__()
        self.scale = dim ** -0.5
        self.to_q = nn.Linear(dim, dim, bias=False)
        self.to_k = nn.Linear(context_dim, dim, bias=False)
        self.to_v = nn.Linear(context_dim, dim, bias=False)

    def forward(self, x, context):
        q, k, v = self.to_q(x), self.to_k(context), self.to_v(context)
        weights = (torch.bmm(q, k.transpose(1, 2)) * self.scale).softmax(dim=-1)
        return torch.bmm(weights, v)


class Denoiser(nn.Module):
    def __init__(self, channels=4, dim=32, context_dim=24):
        super().__init__()
        self.conv_in = nn.Conv2d(channels, dim, 3, padding=1)
        self.time_embed = nn.Embedding(1000, dim)
        self.attn2 = CrossAttention(dim, context_dim)
        self.conv_out = nn.Conv2d(dim, channels, 3, padding=1)

    def forward(self, sample, timestep, encoder_hidden_states):
        h = self.conv_in(sample) + self.time_embed(timestep)[:, None, None]
        tokens = h.flatten(2).transpose(1, 2)
        tokens = tokens + self.attn2(tokens, encoder_hidden_states)
        return self.conv_out(tokens.transpose(1, 2).reshape(h.shape))


class Img2ImgPipeline:
    def __init__(self, seq_len=8, context_dim=24):
        self.vae, self.unet = TinyVAE(), Denoiser(context_dim=context_dim)
        self.words = nn.Embedding(256, context_dim)
        self.seq_len = seq_len
        self.alphas_cumprod = torch.cumprod(1 - torch.linspace(1e-4, 2e-2, 1000), dim=0)

    def _encode_text(self, texts):
        rows = [list(t.encode()[: self.seq_len].ljust(self.seq_len, b" ")) for t in texts]
        return self.words(torch.tensor(rows))

    def _add_noise(self, latents, noise, t):
        a = self.alphas_cumprod[t]
        return a.sqrt() * latents + (1 - a).sqrt() * noise

    @torch.no_grad()
    def __call__(self, prompt, init_image, strength=0.6, steps=5, guidance_scale=5.0, num_images_per_prompt=1):
        prompt = [prompt] if isinstance(prompt, str) else list(prompt)
        batch_size = len(prompt)

        text = self._encode_text(prompt).repeat_interleave(num_images_per_prompt, dim=0)
        uncond = self._encode_text([""] * batch_size).repeat_interleave(num_images_per_prompt, dim=0)
        embeddings = torch.cat([uncond, text])

        init_latents = self.vae.encode(init_image)
        init_latents = torch.cat([init_latents] * batch_size, dim=0)

        timesteps = torch.linspace(int(999 * strength), 0, steps).long()
        noise = torch.randn(init_latents.shape)
        latents = self._add_noise(init_latents, noise, timesteps[0])
        for t in timesteps:
            model_input = torch.cat([latents] * 2)
            noise_uncond, noise_text = self.unet(model_input, t, embeddings).chunk(2)
            noise_pred = noise_uncond + guidance_scale * (noise_text - noise_uncond)
            a = self.alphas_cumprod[t]
            latents = (latents - (1 - a).sqrt() * noise_pred) / a.sqrt()
        return self.vae.decode(latents).clamp(-1, 1)


if __name__ == "__main__":
    torch.manual_seed(3)
    sketches = torch.rand(2, 3, 64, 64) * 2 - 1
    pipe = Img2ImgPipeline()
    single = pipe("a stone bridge", sketches[:1])
    print("one sketch ->", tuple(single.shape))
    images = pipe(["a stone bridge", "a wooden mill"], sketches)
    print("two sketches ->", tuple(images.shape))
