package org.effigy.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides file by file, in the order of their paths, what goes into the index. */
final class Selection {
    /** A file that is used. */
    private record Chosen(
            TreeWalk.Found found,
            ImageFacts facts,
            String label,
            Patients.Identity patient,
            Optional<LabelTable.Row> row) {
        PatientSplit.Item item() {
            return new PatientSplit.Item(
                    patient.text(),
                    label,
                    row.flatMap(LabelTable.Row::split),
                    row.map(LabelTable.Row::line).orElse(0));
        }
    }

    private final IndexOptions options;
    private final boolean labelled;
    private final LabelTable.Matches matches;
    private final Patients patients;
    private final List<Chosen> chosen = new ArrayList<>();
    private final List<Exclusion> exclusions = new ArrayList<>();
    private final Set<String> instances = new HashSet<>();
    private int found;

    Selection(IndexOptions options, boolean labelled, LabelTable.Matches matches) {
        this.options = options;
        this.labelled = labelled;
        this.matches = matches;
        this.patients = new Patients(options.patients(), options.patientKeySecret());
    }

    /** Adds a file, with a text that is equal for equal pictures. */
    void add(TreeWalk.Found file, Probe probe, String pixels) {
        found++;
        if (probe instanceof Probe.Refused refused) {
            leaveOut(file, refused.reason(), refused.detail());
            return;
        }
        ImageFacts facts = ((Probe.Usable) probe).facts();
        Optional<LabelTable.Row> row = Optional.ofNullable(matches.byPath().get(file.path()));
        String label = row.map(LabelTable.Row::label).orElse(facts.label());
        Optional<ExclusionReason> reason = reason(facts, label, pixels);
        if (reason.isPresent()) {
            leaveOut(file, reason.get(), "");
            return;
        }
        String fromTable = row.map(LabelTable.Row::patient).orElse("");
        chosen.add(new Chosen(file, facts, label, patients.identity(file, facts.source(), fromTable), row));
    }

    private Optional<ExclusionReason> reason(ImageFacts facts, String label, String pixels) {
        if (facts.marks().synthetic() && !options.allowSynthetic()) {
            return Optional.of(ExclusionReason.SYNTHETIC);
        }
        if (facts.marks().burnedIn() && !options.allowBurnedIn()) {
            return Optional.of(ExclusionReason.BURNED_IN_ANNOTATION);
        }
        if (!options.modality().isEmpty() && !options.modality().equals(facts.modality())) {
            return Optional.of(ExclusionReason.OTHER_MODALITY);
        }
        if (labelled && label.isEmpty()) {
            return Optional.of(ExclusionReason.NO_LABEL);
        }
        String uid = facts.source().instanceUid();
        boolean repeated = !uid.isEmpty() && !instances.add("uid:" + uid);
        repeated |= !instances.add("pixels:" + pixels);
        return repeated ? Optional.of(ExclusionReason.DUPLICATE) : Optional.empty();
    }

    private void leaveOut(TreeWalk.Found file, ExclusionReason reason, String detail) {
        exclusions.add(new Exclusion(exclusions.size(), file.path(), reason, detail));
    }

    /** Returns the index of what was added. */
    DatasetIndex index(Path root) {
        // A patient is one item per image, so that the shares are shares of images.
        List<PatientSplit.Item> items = new ArrayList<>();
        for (Chosen file : chosen) {
            for (int frame = 0; frame < file.facts().frames(); frame++) {
                items.add(file.item());
            }
        }
        List<Split> splits = PatientSplit.assign(items, options.split());
        List<IndexEntry> entries = new ArrayList<>();
        int unrecorded = 0;
        int given = 0;
        for (Chosen file : chosen) {
            for (int frame = 0; frame < file.facts().frames(); frame++) {
                entries.add(entry(file, frame, entries.size(), splits.get(entries.size())));
                unrecorded += file.patient().recorded() ? 0 : 1;
                given += file.row().flatMap(LabelTable.Row::split).isPresent() ? 1 : 0;
            }
        }
        IndexNotes notes = new IndexNotes(found, matches.rowsWithoutFile(), unrecorded, given);
        return new DatasetIndex(root, entries, exclusions, notes);
    }

    private IndexEntry entry(Chosen file, int frame, int id, Split split) {
        ImageFacts facts = file.facts();
        return new IndexEntry(
                id,
                file.found().path(),
                frame,
                patients.key(file.patient()),
                file.label(),
                split,
                facts.modality(),
                facts.bodyPart(),
                facts.geometry().rows(),
                facts.geometry().columns(),
                facts.geometry().bits(),
                facts.geometry().rowSpacingMm(),
                facts.geometry().columnSpacingMm(),
                facts.marks().synthetic(),
                facts.source().contentSha256());
    }
}
