"""Drop-in replacements of other systems' calls."""
