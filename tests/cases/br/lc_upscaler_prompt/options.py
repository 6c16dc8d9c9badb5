from types import SimpleNamespace

TEXT_ENCODERS = {
    "clip-vit-large-patch14": dict(hidden_size=768, num_heads=12, layers=1),
    "open-clip-vit-h-14": dict(hidden_size=1024, num_heads=16, layers=1),
}

UNETS = {
    "sd-v1-5": dict(cross_attention_dim=768, head_dim=8),
    "sd-v2-1-base": dict(cross_attention_dim=1024, head_dim=16),
}


def parse_args():
    return SimpleNamespace(
        unet="sd-v2-1-base",
        text_encoder="clip-vit-large-patch14",
        added_prompt="clean, high-resolution, 8k",
        negative_prompt="dotted, noise, blur, lowres, smooth",
        guidance_scale=7.5,
        num_inference_steps=3,
        process_size=128,
        seed=0,
    )
