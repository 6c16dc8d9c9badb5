import torch
from torch.utils.data import DataLoader, Dataset

CORPUS = [
    ("Who wrote this poem?", "Li Bai"),
    ("Capital of France?", "Paris"),
    ("Translate cat to French", "chat"),
    ("7 times 6?", "42"),
    ("Name a colour of the sky", "blue"),
    ("Opposite of warm?", "cold"),
]


def get_ltor_masks_and_position_ids(input_ids, reset_attention_mask=False):
    batch_size, seq_length = input_ids.size()
    att_mask_batch = batch_size if reset_attention_mask else 1
    attention_mask = torch.tril(torch.ones(att_mask_batch, seq_length, seq_length))
    attention_mask = attention_mask.view(att_mask_batch, 1, seq_length, seq_length)
    position_ids = torch.arange(seq_length).unsqueeze(0).expand_as(input_ids)
    return attention_mask, position_ids


class ChatSamples(Dataset):
    def __init__(self, config):
        self.config = config
        self.samples = [self.on_data_process(q, a) for q, a in CORPUS]

    def on_data_process(self, q, a):
        config = self.config
        prompt, answer = list(q.encode()), list(a.encode()) + [config.eos_token_id]
        input_ids = (prompt + answer)[: config.max_seq_length]
        labels = ([-100] * len(prompt) + answer)[: config.max_seq_length]
        pad_len = config.max_seq_length - len(input_ids)
        return dict(
            input_ids=input_ids + [config.pad_token_id] * pad_len,
            labels=labels + [-100] * pad_len,
            seqlen=len(input_ids),
        )

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i]


def collate_fn(batch):
    o = {k: torch.stack([torch.tensor(b[k]) for b in batch]) for k in batch[0]}
    seqlens = o.pop("seqlen")
    max_len = torch.max(seqlens).tolist()
    input_ids = o["input_ids"][:, :max_len]
    attention_mask, position_ids = get_ltor_masks_and_position_ids(input_ids)
    o["input_ids"] = input_ids.long()
    o["attention_mask"] = attention_mask.bool()
    o["position_ids"] = position_ids.long()
    o["labels"] = o["labels"][:, :max_len].long()
    return o


def load_dataloader(config, batch_size):
    return DataLoader(ChatSamples(config), batch_size=batch_size, collate_fn=collate_fn)
