"""Growth on a lattice: the phase of the ridge wave at every 16th px; minutiae are where it winds around a cell."""
