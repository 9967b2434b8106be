"""The science diplomacy reporting portal: national reporting, review, editions and the biennial report."""
