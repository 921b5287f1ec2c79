import sys

from trainer.commands import main

sys.exit(main(sys.argv[1:]))
