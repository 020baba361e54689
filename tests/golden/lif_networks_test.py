"""LIF networks, layered and not, with delays and without."""
from networks import check_all

check_all("lif", "lif_networks", least=150)
