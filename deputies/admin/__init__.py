"""Administration of deputies and their service."""

from deputies.admin import money, register, rota, service

__all__ = ["money", "register", "rota", "service"]
