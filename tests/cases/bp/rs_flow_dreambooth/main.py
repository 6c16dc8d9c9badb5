import argparse

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from dreambooth_data import DreamBoothLatents, collate_fn
from prompts import PromptEncoder
from transformer import FlowTransformer


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--instance_prompt", default="a photo of sks teapot")
    parser.add_argument("--class_prompt", default="a photo of a teapot")
    parser.add_argument("--no_prior_preservation", dest="with_prior_preservation", action="store_false")
    parser.add_argument("--prior_loss_weight", type=float, default=1.0)
    parser.add_argument("--train_batch_size", type=int, default=2)
    parser.add_argument("--learning_rate", type=float, default=1e-4)
    return parser.parse_args()


def pack_latents(latents):
    b, c, h, w = latents.shape
    latents = latents.view(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return latents.reshape(b, (h // 2) * (w // 2), c * 4)


def prepare_image_ids(h, w):
    ids = torch.zeros(h, w, 3)
    ids[..., 1] += torch.arange(h)[:, None]
    ids[..., 2] += torch.arange(w)[None, :]
    return ids.reshape(h * w, 3)


def main(args):
    torch.manual_seed(0)
    text_encoder = PromptEncoder()
    transformer = FlowTransformer()
    dataset = DreamBoothLatents(with_prior_preservation=args.with_prior_preservation)
    dataloader = DataLoader(dataset, batch_size=args.train_batch_size, shuffle=True, collate_fn=collate_fn)
    optimizer = torch.optim.AdamW(transformer.parameters(), lr=args.learning_rate)

    prompt_embeds, pooled_prompt_embeds, text_ids = text_encoder(args.instance_prompt)
    if args.with_prior_preservation:
        class_prompt_embeds, class_pooled, class_text_ids = text_encoder(args.class_prompt)
        prompt_embeds = torch.cat([prompt_embeds, class_prompt_embeds], dim=0)
        pooled_prompt_embeds = torch.cat([pooled_prompt_embeds, class_pooled], dim=0)
        text_ids = torch.cat([text_ids, class_text_ids], dim=0)

    for step, latents in enumerate(dataloader):
        repeats = len(latents) // len(prompt_embeds)
        noise = torch.randn_like(latents)
        sigmas = torch.rand(len(latents))
        noisy = (1 - sigmas)[:, None, None, None] * latents + sigmas[:, None, None, None] * noise
        model_pred = transformer(
            hidden_states=pack_latents(noisy),
            timestep=sigmas,
            pooled_projections=pooled_prompt_embeds.repeat_interleave(repeats, dim=0),
            encoder_hidden_states=prompt_embeds.repeat_interleave(repeats, dim=0),
            txt_ids=text_ids,
            img_ids=prepare_image_ids(latents.shape[2] // 2, latents.shape[3] // 2),
        )
        target = pack_latents(noise - latents)
        if args.with_prior_preservation:
            model_pred, model_pred_prior = torch.chunk(model_pred, 2, dim=0)
            target, target_prior = torch.chunk(target, 2, dim=0)
            loss = F.mse_loss(model_pred, target) + args.prior_loss_weight * F.mse_loss(model_pred_prior, target_prior)
        else:
            loss = F.mse_loss(model_pred, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        print(f"step {step} loss {loss.item():.4f}")


if __name__ == "__main__":
    main(parse_args())
