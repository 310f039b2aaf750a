"""A random sample of releases for a person to read → how often each field is right on these pages."""

from icesco_analysis.audit.folder import read_audit, write_audit

__all__ = ["read_audit", "write_audit"]
