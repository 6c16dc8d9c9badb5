"""Everything that is changed between experiments."""
source_name = "digits"
target_name = "street"

digits_mean = (0.5, 0.5, 0.5)
digits_std = (0.5, 0.5, 0.5)
street_mean = (0.46, 0.45, 0.42)
street_std = (0.24, 0.23, 0.25)

batch_size = 8
image_size = 28
num_class = 10
lr = 0.01
