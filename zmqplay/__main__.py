"""`python -m zmqplay` is the same as `zmqplay`."""

from zmqplay.cli import main

if __name__ == "__main__":
    main()
