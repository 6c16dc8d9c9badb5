from types import SimpleNamespace

configs = SimpleNamespace(
    llm_model="GPT2",
    llm_dim=512,
    llm_layers=1,
    seq_len=96,
    pred_len=24,
    patch_len=16,
    stride=8,
    d_model=16,
    n_heads=4,
    d_ff=32,
)
