import torch
from torch import nn


class Config:
    mel_dim = 20
    hidden_size = 48
    num_layers = 2
    num_embeds = 128
    emb_dim = 24
    enc_dim = 16
    repeats = 2
    num_steps = 4


class CodecEmbedding(nn.Module):
    def __init__(self, num_embeds, dim, repeats):
        super().__init__()
        self.repeats = repeats
        self.codec_embed = nn.Embedding(num_embeds + 1, dim)

    def forward(self, code, drop_code=False):
        if drop_code:
            code = torch.zeros_like(code)
        return torch.repeat_interleave(self.codec_embed(code), repeats=self.repeats, dim=1)


class InputEmbedding(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.proj = nn.Linear(config.mel_dim + config.enc_dim + config.emb_dim, config.hidden_size)
        self.spk_encoder = nn.GRU(config.mel_dim, config.enc_dim, batch_first=True)

    def forward(self, hidden_states, condition_mel, code_embed):
        _, speaker = self.spk_encoder(condition_mel)
        speaker = speaker[-1].unsqueeze(1).repeat(1, hidden_states.size(1), 1)
        return self.proj(torch.cat((hidden_states, speaker, code_embed), dim=-1))


class Token2WavDiT(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.mel_dim = config.mel_dim
        self.repeats = config.repeats
        self.time_embed = nn.Linear(1, config.hidden_size)
        self.text_embed = CodecEmbedding(config.num_embeds, config.emb_dim, config.repeats)
        self.input_embed = InputEmbedding(config)
        self.transformer_blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(config.hidden_size, 4, 96, dropout=0.0, batch_first=True)
            for _ in range(config.num_layers)
        )
        self.proj_out = nn.Linear(config.hidden_size, config.mel_dim)

    def forward(self, hidden_states, time_step, condition_mel, quantized_code):
        code_embed = self.text_embed(quantized_code)
        hidden_states = self.input_embed(hidden_states, condition_mel, code_embed)
        hidden_states = hidden_states + self.time_embed(time_step.view(1, 1, 1))
        for block in self.transformer_blocks:
            hidden_states = block(hidden_states)
        return self.proj_out(hidden_states)

    @torch.no_grad()
    def sample(self, reference_mel, quantized_code, num_steps):
        noise_initialization = torch.randn([1, 300, self.mel_dim], dtype=reference_mel.dtype)
        maximum_duration = quantized_code.shape[1] * self.repeats
        state = noise_initialization[:, :maximum_duration]
        times = torch.linspace(0, 1, num_steps + 1)
        for start, end in zip(times[:-1], times[1:]):
            velocity = self(state, start, reference_mel, quantized_code)
            state = state + (end - start) * velocity
        return state.permute(0, 2, 1)


def talker_codes(n_tokens, seed):
    return torch.randint(0, Config.num_embeds, (1, n_tokens), generator=torch.Generator().manual_seed(seed))


torch.manual_seed(0)
token2wav = Token2WavDiT(Config).eval()
voice = torch.rand(1, 60, Config.mel_dim)
requests = {
    "greeting": talker_codes(45, seed=1),
    "weather": talker_codes(120, seed=2),
    "story": talker_codes(170, seed=3),
}
for name, codes in requests.items():
    mel = token2wav.sample(voice, codes, num_steps=Config.num_steps)
    print(name, tuple(mel.shape))
