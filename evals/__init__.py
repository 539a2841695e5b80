"""The evaluation harness: ask cases, score what comes back, say what differs and how sure that is.

    cases ─ run (any system) ─► rows ─ scorers ─► metrics ─ statistics ─ compare ─► a verdict

It judges any system that speaks Footnote's answer JSON. Of the library it uses public names alone.
"""
