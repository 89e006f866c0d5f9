"""HTTP: agency gateway, OSIA ABIS face."""
