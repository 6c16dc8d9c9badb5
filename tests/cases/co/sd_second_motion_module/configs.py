INFERENCE = {
    "inference-v1": dict(
        motion_module_mid_block=False,
        motion_module_kwargs=dict(num_attention_heads=4, temporal_position_encoding_max_len=24),
    ),
    "inference-v2": dict(
        motion_module_mid_block=True,
        motion_module_kwargs=dict(num_attention_heads=4, temporal_position_encoding_max_len=32),
    ),
}

PROMPTS = [
    dict(
        motion_module="mm_sd_v15_v2.ckpt",
        inference_config="inference-v1",
        prompt="b&w photo of a girl in the rain",
        seed=13100322578370451493,
        steps=2,
        length=16,
    ),
]
