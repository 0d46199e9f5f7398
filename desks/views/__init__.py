from .accounts import login, logout, password_change, set_language

__all__ = ["login", "logout", "password_change", "set_language"]
