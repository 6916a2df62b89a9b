"""Procedural works of art for Yunshang's fixtures: textiles, garments and an avatar. CC0-1.0."""
