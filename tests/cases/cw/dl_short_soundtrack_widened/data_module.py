import torch


def pad(samples, pad_val=0.0):
    lengths = [len(s) for s in samples]
    sample_shape = list(samples[0].shape[1:])
    collated_batch = samples[0].new_full([len(samples), max(lengths)] + sample_shape, pad_val)
    for i, sample in enumerate(samples):
        collated_batch[i, :len(sample)] = sample
    return collated_batch, torch.tensor(lengths)


def collate_pad(batch):
    batch_out = {}
    for data_type in batch[0].keys():
        samples = [s[data_type] for s in batch]
        batch_out[data_type + "s"], batch_out[data_type + "_lengths"] = pad(samples)
    return batch_out
