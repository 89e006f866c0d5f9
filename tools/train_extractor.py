"""Train the minutiae network `net` on synthetic patches (needs PyTorch; see docs/reference/model-card-net.md).

python tools/train_extractor.py --minutes 90 --out runs/net      # until 90 minutes of training are spent
python tools/train_extractor.py --steps 20000 --out runs/net     # repeatable: depends on seed and steps alone

The same command resumes after an interruption. DIR gets checkpoint.pt, net.onnx (averaged weights) and log.jsonl.
Copy net.onnx over src/tenprint/fingerprint/extraction/net.onnx to use it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="training time, all sessions together")
    budget.add_argument("--steps", type=int, help="number of steps")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    import torch

    torch.set_num_threads(arguments.threads)
    from train_extractor.loop import Run

    Run(arguments.out, arguments.seed).train(minutes=arguments.minutes, steps=arguments.steps)


if __name__ == "__main__":
    main()
