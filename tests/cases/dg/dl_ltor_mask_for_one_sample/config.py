from dataclasses import dataclass


@dataclass
class QWenConfig:
    vocab_size: int = 128
    n_embd: int = 32
    n_head: int = 4
    n_layer: int = 2
    max_seq_length: int = 64
    eos_token_id: int = 127
    pad_token_id: int = 126


train_args = dict(batch_size=2, learning_rate=2e-3, max_epochs=1)
