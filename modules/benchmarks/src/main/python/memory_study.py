"""Data and table of scripts/memory-study; the standard library only.

usage: memory_study.py subset DATA OUT N    so many training images of as many patients, and 200 of the test split
       memory_study.py table OUT            what the runs in OUT say of memory, a line per checkpoint
"""

import csv
import json
import pathlib
import random
import shutil
import sys

HELD_OUT = 200


def subset(data, out, count):
    rows = list(csv.DictReader(open(data / "labels.csv", newline="")))
    random.Random(1).shuffle(rows)
    chosen = []
    for split, most in (("train", count), ("test", HELD_OUT)):
        patients = set()
        for row in rows:
            if row["split"] == split and row["patient_id"] not in patients and len(patients) < most:
                patients.add(row["patient_id"])
                chosen.append(row)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "labels.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "label", "patient_id", "split"])
        for row in chosen:
            shutil.copyfile(data / row["file"], out / row["file"])
            table.writerow([row[name] for name in ("file", "label", "patient_id", "split")])


def table(out):
    print("| images | seed | step | epochs | train loss | held-out loss | gap | gap / error | f_mem | held out |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for run in sorted(out.glob("[0-9]*-[0-9]*"), key=lambda path: [int(part) for part in path.name.split("-")]):
        images, seed = (int(part) for part in run.name.split("-"))
        batch = json.load(open(run / "config.json"))["training"]["batch"]
        for line in open(run / "metrics.jsonl"):
            step = json.loads(line)
            memory = step.get("memory")
            if memory is None:
                continue
            copies = memory.get("copies")
            print(
                f"| {images} | {seed} | {step['step']} | {step['step'] * batch / images:.0f} | {memory['trainLoss']:.4f} |"
                f" {memory['heldOutLoss']:.4f} | {memory['gap']:.4f} | {memory['gap'] / memory['gapError']:.1f} |"
                + (f" {copies['close']}/{copies['generated']} | {copies['heldOutClose']}/{copies['heldOut']} |" if copies else " | |")
            )
        marker = run / "memory.json"
        print(f"\n{run.name}: " + (json.load(open(marker))["evidence"] if marker.exists() else "no sign") + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "subset":
        subset(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4]))
    else:
        table(pathlib.Path(sys.argv[2]))
