"""certbuild: from an exported gradebook to certificates, one merged PDF, reports and two sites."""

__version__ = "0.1.0"
