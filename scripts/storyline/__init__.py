"""What scripts/story.py tells its story with: a console, the binary, a market on paper, a board."""
