"""The science diplomacy reporting portal."""
