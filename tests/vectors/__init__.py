"""The cases of vectors.json."""
