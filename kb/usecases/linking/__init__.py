"""Links across the edge of the library: for people without an account, from pages elsewhere, and to such pages."""
