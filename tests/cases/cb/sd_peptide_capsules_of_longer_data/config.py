residues = "ACDEFGHIKLMNPQRSTVWY"
max_length = 50
emb_size = 20
conv_kernel = 10
capsule_dims = 8
min_rt, max_rt = 0.0, 110.0
