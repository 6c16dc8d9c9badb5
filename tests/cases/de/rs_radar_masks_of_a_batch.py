import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 5


class SarScenes(Dataset):
    """Radar pictures with one-hot land cover masks."""

    def __init__(self, n=8, inp_size=64):
        self.n, self.inp_size = n, inp_size

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        s = self.inp_size
        label = torch.randint(0, NUM_CLASSES, (s, s), generator=g)
        gt = F.one_hot(label, NUM_CLASSES).permute(2, 0, 1).float()
        return {"inp": torch.rand(3, s, s, generator=g), "gt": gt}


class ImageEncoder(nn.Module):
    def __init__(self, img_size, patch_size=8, embed_dim=32):
        super().__init__()
        self.img_size = img_size
        self.patch_embed = nn.Conv2d(3, embed_dim, patch_size, patch_size)
        self.block = nn.TransformerEncoderLayer(embed_dim, 4, 64, dropout=0.0, batch_first=True)

    def forward(self, x):
        x = self.patch_embed(x)
        b, c, h, w = x.shape
        x = self.block(x.flatten(2).transpose(1, 2))
        return x.transpose(1, 2).view(b, c, h, w)


class MaskDecoder(nn.Module):
    def __init__(self, dim, num_classes, num_multimask_outputs=3):
        super().__init__()
        self.num_mask_tokens = num_multimask_outputs + 1
        self.num_classes = num_classes
        self.upscale = nn.ConvTranspose2d(dim, 16, 2, 2)
        self.hyper = nn.Linear(dim, self.num_mask_tokens * num_classes * 16)

    def forward(self, image_embeddings, dense_prompt_embeddings, multimask_output):
        src = image_embeddings + dense_prompt_embeddings
        b = src.size(0)
        kernels = self.hyper(src.mean((2, 3))).view(b, self.num_mask_tokens, self.num_classes, 16)
        masks = torch.einsum("btkc,bchw->btkhw", kernels, F.gelu(self.upscale(src)))
        if multimask_output:
            return masks[:, 1:]
        return masks[:, 0:1]


class SAM(nn.Module):
    def __init__(self, inp_size, embed_dim=32):
        super().__init__()
        self.inp_size = inp_size
        self.image_encoder = ImageEncoder(inp_size, embed_dim=embed_dim)
        self.mask_decoder = MaskDecoder(embed_dim, NUM_CLASSES)
        self.no_mask_embed = nn.Embedding(1, embed_dim)
        self.criterionBCE = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.AdamW(self.parameters(), lr=2e-4)

    def set_input(self, input, gt_mask):
        self.input, self.gt_mask = input, gt_mask

    def forward(self):
        features = self.image_encoder(self.input)
        dense_embeddings = self.no_mask_embed.weight.reshape(1, -1, 1, 1).expand_as(features)
        low_res_masks = self.mask_decoder(features, dense_embeddings, multimask_output=False)
        self.pred_mask = self.postprocess_masks(low_res_masks, self.inp_size, self.inp_size)

    def postprocess_masks(self, masks, input_size, original_size):
        """Upscale the masks to the original image size, returns BxCxHxW."""
        masks = masks[0]
        size = self.image_encoder.img_size
        masks = F.interpolate(masks, (size, size), mode="bilinear", align_corners=False)
        masks = masks[..., :input_size, :input_size]
        return F.interpolate(masks, (original_size, original_size), mode="bilinear", align_corners=False)

    def backward_G(self):
        self.loss_G = self.criterionBCE(self.pred_mask, self.gt_mask)
        self.loss_G.backward()

    def optimize_parameters(self):
        self.forward()
        self.optimizer.zero_grad()
        self.backward_G()
        self.optimizer.step()


torch.manual_seed(0)
model = SAM(inp_size=64)
train_loader = DataLoader(SarScenes(), batch_size=4, shuffle=True)
for batch in train_loader:
    model.set_input(batch["inp"], batch["gt"])
    model.optimize_parameters()
    print("train G loss", model.loss_G.item())
