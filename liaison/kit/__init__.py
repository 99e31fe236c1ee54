"""The ground: ideas without tables, which import only Django and libraries."""
