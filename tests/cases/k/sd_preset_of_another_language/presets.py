"""Settings by data set."""

LJSPEECH = dict(n_vocab=49, text_embed_dim=32, encoder_channels=48, outputs_per_step=1)
JSUT = dict(n_vocab=120, text_embed_dim=64, encoder_channels=64, outputs_per_step=4)
NIKL = dict(n_vocab=80, text_embed_dim=48, encoder_channels=48, outputs_per_step=4)

PRESETS = {"ljspeech": LJSPEECH, "jsut": JSUT, "nikl": NIKL}
