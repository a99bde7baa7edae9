#!/usr/bin/env python3
"""Makes the data dictionary resource of the module dicom from a JSON export of DICOM PS3.6.

usage: make-dicom-dictionary.py ATTRIBUTES_JSON EDITION > \
       modules/dicom/src/main/resources/org/effigy/dicom/data/dictionary.tsv

ATTRIBUTES_JSON is the list "attributes.json" of the innolitics dicom-standard export: tag, keyword,
valueRepresentation, valueMultiplicity, retired. The resource has one line per attribute, sorted by tag:
tag (8 hexadecimal digits, x for any digit), keyword, VR (alternatives joined by |), VM, R if retired.
"""
import json
import sys


def main():
    rows = json.load(open(sys.argv[1], encoding="utf-8"))
    lines = []
    for row in rows:
        tag = row["tag"].strip("()").replace(",", "").upper().replace("X", "x")
        vr = row["valueRepresentation"].replace(" or ", "|")
        if not row["keyword"] or not vr or vr.startswith("See"):
            continue  # items, delimiters, and numbers the standard retired without a name
        retired = "R" if row["retired"] == "Y" else ""
        lines.append("\t".join([tag, row["keyword"], vr, row["valueMultiplicity"], retired]))
    print("# DICOM PS3.6 data dictionary, edition " + sys.argv[2] + ", made by scripts/make-dicom-dictionary.py")
    print("\n".join(sorted(lines)))


main()
