import torch
import torch.nn.functional as F

from options import TEXT_ENCODERS, UNETS, parse_args
from text import CLIPTextModel, Tokenizer
from unet import UNet


class UpscalePipeline:
    def __init__(self, args):
        self.args = args
        self.tokenizer = Tokenizer()
        self.text_encoder = CLIPTextModel(**TEXT_ENCODERS[args.text_encoder]).eval()
        self.unet = UNet(**UNETS[args.unet]).eval()

    def encode_prompt(self, caption):
        positive = f"{caption}, {self.args.added_prompt}"
        return self.text_encoder(self.tokenizer([self.args.negative_prompt, positive]))

    @torch.no_grad()
    def __call__(self, image, caption):
        size = self.args.process_size // 8
        cond = F.interpolate(image, size=(size, size), mode="area")
        cond = torch.cat([cond, cond.mean(1, keepdim=True)], 1)
        prompt_embeds = self.encode_prompt(caption)
        latents = torch.randn(1, 4, size, size, generator=torch.Generator().manual_seed(self.args.seed))
        for t in torch.linspace(999, 0, self.args.num_inference_steps):
            noise = self.unet(latents.repeat(2, 1, 1, 1), t, cond.repeat(2, 1, 1, 1), prompt_embeds)
            uncond, text = noise.chunk(2)
            latents = latents - 0.1 * (uncond + self.args.guidance_scale * (text - uncond))
        return latents


if __name__ == "__main__":
    torch.manual_seed(0)
    pipe = UpscalePipeline(parse_args())
    out = pipe(torch.rand(1, 3, 96, 96), "a close up of the face of a cat")
    print(out.shape, out.std().item())
