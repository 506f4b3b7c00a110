"""A package index made from one data file, for locks whose files exist nowhere else."""
