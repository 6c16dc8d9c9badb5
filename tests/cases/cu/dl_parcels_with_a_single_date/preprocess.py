import numpy as np

S2_BANDS = ["01", "02", "03", "04", "05", "06", "07", "08", "8A", "09", "10", "11", "12"]
CROP_CLASSES = [3301010101, 3301010600, 3302000000]


def build_parcels(folder, n_parcels=24):
    """One npz file per parcel: observations (dates, bands), days of the year, centre."""
    rng = np.random.default_rng(3)
    files = []
    for parcel_id in range(n_parcels):
        region = ["LV", "EE", "PT"][parcel_id % 3]
        n_dates = rng.integers(1, 4) if region == "EE" else rng.integers(6, 14)
        path = folder / f"{region}_{parcel_id:05d}_{rng.choice(CROP_CLASSES)}.npz"
        np.savez(path, data=rng.integers(0, 10000, size=(n_dates, len(S2_BANDS))),
                 dates=np.sort(rng.choice(365, size=n_dates, replace=False)),
                 center=np.array([25.0 + rng.random(), 58.0 + rng.random()]))
        files.append(path)
    return files
