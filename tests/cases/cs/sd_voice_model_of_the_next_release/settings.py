GPT = dict(
    model_dim=64,
    heads=4,
    layers=2,
    max_mel_tokens=60,
    max_text_tokens=40,
    number_text_tokens=120,
    number_mel_codes=514,
    stop_mel_token=513,
)
