"""Writers: one document tree in, the bytes of one format out; none of them computes a figure."""
