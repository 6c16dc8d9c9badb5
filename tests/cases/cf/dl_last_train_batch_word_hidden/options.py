from dataclasses import dataclass


@dataclass
class Options:
    batch_size: int = 16
    num_epoches: int = 1
    lr: float = 0.1
    momentum: float = 0.9
    word_hidden_size: int = 24
    sent_hidden_size: int = 24
    vocab: int = 200
    classes: int = 5
    max_sent: int = 6
    max_word: int = 9
