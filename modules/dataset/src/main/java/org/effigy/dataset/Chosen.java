package org.effigy.dataset;

import java.util.Optional;

/**
 * A file that can be used.
 *
 * @param row what the label table says of it
 */
record Chosen(
        TreeWalk.Found found, ImageFacts facts, String label, Patients.Identity patient, Optional<LabelTable.Row> row) {
    /** One frame of it. */
    record Frame(Chosen file, int number) {
        ImageFacts.Slice slice() {
            return file.facts.slices().get(number);
        }

        Vector center() {
            return slice().plane().center(file.facts.geometry(), slice().rowSpacingMm(), slice().columnSpacingMm());
        }
    }

    PatientSplit.Item item() {
        return new PatientSplit.Item(
                patient.text(),
                label,
                row.flatMap(LabelTable.Row::split),
                row.map(LabelTable.Row::line).orElse(0));
    }

    /** Returns what frames of one series have in common and frames of another do not; "" for an image of no series. */
    String series() {
        if (!facts.source().seriesUid().isEmpty()) {
            return "uid:" + facts.source().studyUid() + "/" + facts.source().seriesUid();
        }
        return facts.frames() > 1 ? "file:" + found.path() : "";
    }
}
