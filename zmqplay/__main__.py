"""The way in, of `zmqplay` and of `python -m zmqplay`: ctrl+c is heeded from the first import on."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run a command, as `zmqplay.cli.main` does; end in silence where ctrl+c comes while that is imported."""
    try:
        from zmqplay import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
