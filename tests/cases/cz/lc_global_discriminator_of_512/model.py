import torch
import torch.nn.functional as F

from net import GMCNN, GlobalLocalDiscriminator


class InpaintingModel:
    def __init__(self, opt):
        self.opt = opt
        self.netGM = GMCNN(in_channels=4, out_channels=3, cnum=opt.g_cnum)
        self.netD = GlobalLocalDiscriminator(3, opt)
        self.optimizer_G = torch.optim.Adam(self.netGM.parameters(), lr=opt.lr, betas=(0.5, 0.9))
        self.optimizer_D = torch.optim.Adam(self.netD.parameters(), lr=opt.lr, betas=(0.5, 0.9))

    def random_rect(self):
        h, w = self.opt.mask_shapes
        top = torch.randint(0, self.opt.img_shapes[0] - h + 1, (1,)).item()
        left = torch.randint(0, self.opt.img_shapes[1] - w + 1, (1,)).item()
        return slice(top, top + h), slice(left, left + w)

    def optimize_parameters(self, gt):
        rows, cols = self.random_rect()
        mask = torch.zeros(gt.size(0), 1, *gt.shape[2:])
        mask[:, :, rows, cols] = 1
        pred = self.netGM(torch.cat([gt * (1 - mask), mask], dim=1))
        completed = pred * mask + gt * (1 - mask)

        real_g, real_l = self.netD(gt, gt[:, :, rows, cols])
        fake_g, fake_l = self.netD(completed.detach(), completed.detach()[:, :, rows, cols])
        loss_d = (F.relu(1 - real_g) + F.relu(1 - real_l) + F.relu(1 + fake_g) + F.relu(1 + fake_l)).mean()
        self.optimizer_D.zero_grad()
        loss_d.backward()
        self.optimizer_D.step()

        fake_g, fake_l = self.netD(completed, completed[:, :, rows, cols])
        loss_g = F.l1_loss(pred, gt) - self.opt.lambda_adv * (fake_g + fake_l).mean()
        self.optimizer_G.zero_grad()
        loss_g.backward()
        self.optimizer_G.step()
        return {"G_loss": loss_g.item(), "D_loss": loss_d.item()}
