"""How a document that cannot be read is refused."""

from __future__ import annotations

from lodeway.errors import Fault, InputError, LodewayError

__all__ = ["missing", "refuse"]


def refuse(name: str, message: str, *, found: str = "", allowed: str = "") -> InputError:
    """Return the error that says what is wrong with a file.

    Examples
    --------
    >>> print(refuse("a.pdf", "is encrypted"))
    a.pdf: is encrypted
    """
    return InputError([Fault(file=name, message=message, found=found, allowed=allowed)])


def missing(name: str, package: str) -> LodewayError:
    """Return the error that says which package to install.

    Examples
    --------
    >>> print(missing("a.pdf", "pypdf"))
    a.pdf: reading it needs pypdf; install it with: pip install 'lodeway[ledger]'
    """
    return LodewayError(f"{name}: reading it needs {package}; install it with: pip install 'lodeway[ledger]'")
