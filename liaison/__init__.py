"""The ground all apps stand on, and the roof that joins them."""
