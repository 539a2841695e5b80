"""Cases of elsewhere: a reader a file, each from a path to cases and documents."""

from evals.importers.beir import read_beir
from evals.importers.clapnq import read_clapnq
from evals.importers.feedback import read_feedback
from evals.importers.found import Found, Importer, sampled, write_dataset
from evals.importers.squad import read_squad
from evals.importers.table import read_table

IMPORTERS: dict[str, Importer] = {
    "squad": read_squad,
    "clapnq": read_clapnq,
    "beir": read_beir,
    "csv": read_table,
    "feedback": read_feedback,
}

__all__ = ["IMPORTERS", "Found", "sampled", "write_dataset"]
