hed = """
QS "C-Silence"      {*-sil+*,*-pau+*}
QS "C-Vowel"        {*-a+*,*-i+*,*-u+*,*-e+*,*-o+*}
QS "C-Plosive"      {*-k+*,*-t+*,*-p+*,*-b+*,*-d+*,*-g+*}
QS "C-Fricative"    {*-s+*,*-sh+*,*-h+*,*-z+*}
QS "C-Nasal"        {*-m+*,*-n+*,*-N+*}
QS "L-Silence"      {*^sil-*,*^pau-*}
QS "L-Vowel"        {*^a-*,*^i-*,*^u-*,*^e-*,*^o-*}
QS "L-Nasal"        {*^m-*,*^n-*,*^N-*}
QS "R-Silence"      {*+sil=*,*+pau=*}
QS "R-Vowel"        {*+a=*,*+i=*,*+u=*,*+e=*,*+o=*}
CQS "e1" {/note:(\\d+)/}
CQS "e2" {/len:(\\d+)/}
CQS "e3" {/tempo:(\\d+)/}
"""

timelag = dict(
    in_dim=16,
    hidden_dim=32,
    out_dim=1,
    num_layers=2,
    dropout=0.1,
)

train = dict(nepochs=2, lr=0.001)
