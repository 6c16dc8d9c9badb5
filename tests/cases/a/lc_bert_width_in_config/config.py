from dataclasses import dataclass


@dataclass
class Config:
    bert_name: str = "bert-base"
    bert_hid_size: int = 1024
    lstm_hid_size: int = 64
    dist_emb_size: int = 20
    emb_dropout: float = 0.5
    label_num: int = 4
    batch_size: int = 3
    learning_rate: float = 1e-3
