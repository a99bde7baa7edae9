#!/usr/bin/env python3
"""Makes the de-identification table of the module dicom from a JSON export of DICOM PS3.15, table E.1-1.

usage: make-confidentiality-profile.py PROFILE_JSON EDITION > \
       modules/dicom/src/main/resources/org/effigy/dicom/deid/confidentiality-profile.tsv

PROFILE_JSON is the list "confidentiality_profile_attributes.json" of the innolitics dicom-standard export. The resource
has one line per row of the table: tag (8 hexadecimal digits, x for any digit, "private" for the private attributes),
name, action of the basic profile, and the action of each option (empty, K or C) in the order of the table's columns.
"""
import json
import sys

OPTIONS = [
    "rtnSafePrivOpt", "rtnUIDsOpt", "rtnDevIdOpt", "rtnInstIdOpt", "rtnPatCharsOpt",
    "rtnLongFullDatesOpt", "rtnLongModifDatesOpt", "cleanDescOpt", "cleanStructContOpt", "cleanGraphOpt",
]


def main():
    lines = []
    for row in json.load(open(sys.argv[1], encoding="utf-8")):
        tag = row["id"].upper().replace("X", "x")
        if len(tag) != 8:
            tag = "private"
        name = row["name"].split("\n")[0]
        lines.append("\t".join([tag, name, row["basicProfile"]] + [row.get(o, "") for o in OPTIONS]))
    print("# DICOM PS3.15 table E.1-1, edition " + sys.argv[2] + ", made by scripts/make-confidentiality-profile.py")
    print("# tag\tname\tbasic\t" + "\t".join(OPTIONS))
    print("\n".join(sorted(lines)))


main()
