"""The synthetic world that `miner demo` mines."""
