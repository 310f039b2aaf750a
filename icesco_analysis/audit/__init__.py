"""A random sample of releases for a person to read → how often each field is right on these pages."""

from icesco_analysis.audit.folder import read_audit, write_audit
from icesco_analysis.audit.words import describe_audit

__all__ = ["describe_audit", "read_audit", "write_audit"]
