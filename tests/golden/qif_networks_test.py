"""QIF networks as eventax integrates them: the exact engine through `try`, the solver of the Riccati class through `probe`."""
from networks import check_all

check_all("qif", "qif_networks", least=150)
