import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset

from preprocess import S2_BANDS

NORMALIZING_FACTOR_S2 = 1e-4
EPSILON = 1e-6


class ParcelDataset(Dataset):
    """Time series of parcels; file_dict maps every satellite to its list of files."""

    def __init__(self, file_dict, encode, remove_s2_bands=("10",)):
        self.file_dict = file_dict
        self.encode = encode
        self.keep_band_idxs = [i for i, band in enumerate(S2_BANDS) if band not in remove_s2_bands]

    def __len__(self):
        return max(len(files) for files in self.file_dict.values())

    def __getitem__(self, idx):
        paths = {satellite: files[idx] for satellite, files in self.file_dict.items()}
        arrays, dates = {}, {}
        for satellite, path in paths.items():
            with np.load(path) as parcel:
                arrays[satellite] = parcel["data"].astype(np.float32)
                dates[satellite] = torch.as_tensor(parcel["dates"])
        if "S2" in arrays:
            s2 = arrays["S2"][:, self.keep_band_idxs] * NORMALIZING_FACTOR_S2
            arrays["S2"] = s2 * (1 - EPSILON) + EPSILON

        np_data = np.array(list(arrays.values()))
        np_data = np.squeeze(np_data)
        label = int(next(iter(paths.values())).stem.split("_")[-1])
        return torch.from_numpy(np_data), next(iter(dates.values())), self.encode[label]


def collate_parcels(batch):
    series, dates, labels = zip(*batch)
    data = pad_sequence(series, batch_first=True, padding_value=-1.0)
    dates = pad_sequence(dates, batch_first=True, padding_value=-1)
    return data, dates, torch.tensor(labels)
