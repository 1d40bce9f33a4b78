"""Files of strangers are read in a process that can open nothing else."""
