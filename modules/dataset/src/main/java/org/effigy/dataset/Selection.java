package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.Progress;

/** Decides what goes into the index: file by file in the order of their paths, then frame by frame in each series. */
final class Selection {
    /** An image of the index, with its lung fraction. */
    private record Kept(SeriesSorter.Placed placed, double lungFraction) {
        Chosen file() {
            return placed.frame().file();
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
            leaveOut(file.path(), Exclusion.WHOLE_FILE, refused.reason(), refused.detail());
            return;
        }
        ImageFacts facts = ((Probe.Usable) probe).facts();
        Optional<LabelTable.Row> row = Optional.ofNullable(matches.byPath().get(file.path()));
        String label = row.map(LabelTable.Row::label).orElse(facts.label());
        Optional<ExclusionReason> reason = reason(facts, label, pixels);
        if (reason.isPresent()) {
            leaveOut(file.path(), Exclusion.WHOLE_FILE, reason.get(), "");
            return;
        }
        String fromTable = row.map(LabelTable.Row::patient).orElse("");
        chosen.add(new Chosen(file, facts, label, patients.identity(file, facts.source(), fromTable), row));
    }

    private Optional<ExclusionReason> reason(ImageFacts facts, String label, String pixels) {
        if (facts.marks().synthetic() && !options.allowSynthetic()) {
            return Optional.of(ExclusionReason.SYNTHETIC);
        }
        if (facts.marks().burnedIn() && !options.allowBurnedIn() && !masked(facts)) {
            return Optional.of(ExclusionReason.BURNED_IN_ANNOTATION);
        }
        if (!options.modality().isEmpty() && !options.modality().equals(facts.modality())) {
            return Optional.of(ExclusionReason.OTHER_MODALITY);
        }
        ImageChoice choice = options.choice();
        if (facts.appearance().intent().equals("PROCESSING") && !choice.forProcessing()) {
            return Optional.of(ExclusionReason.FOR_PROCESSING);
        }
        if (!choice.bodyParts().isEmpty() && !choice.bodyParts().contains(facts.bodyPart())) {
            return Optional.of(ExclusionReason.OTHER_BODY_PART);
        }
        if (!choice.takes(facts.appearance().view())) {
            return Optional.of(ExclusionReason.OTHER_VIEW);
        }
        if (labelled && label.isEmpty()) {
            return Optional.of(ExclusionReason.NO_LABEL);
        }
        String uid = facts.source().instanceUid();
        boolean repeated = !uid.isEmpty() && !instances.add("uid:" + uid);
        // Copies keep their place; equal pixels elsewhere in a body are another slice, if an empty one.
        repeated |= !instances.add("pixels:" + pixels + facts.slices().get(0).plane());
        return repeated ? Optional.of(ExclusionReason.DUPLICATE) : Optional.empty();
    }

    /** Whether a rule of the user's masks the image: then he has looked at such images. */
    private boolean masked(ImageFacts facts) {
        ImageFacts.Geometry size = facts.geometry();
        return !options.screen()
                .masks()
                .boxes(facts.modality(), size.rows(), size.columns())
                .isEmpty();
    }

    private void leaveOut(String path, int frame, ExclusionReason reason, String detail) {
        exclusions.add(new Exclusion(exclusions.size(), path, frame, reason, detail));
    }

    private void leaveOut(Chosen.Frame frame, ExclusionReason reason, String detail) {
        int number = frame.file().facts().frames() == 1 ? Exclusion.WHOLE_FILE : frame.number();
        leaveOut(frame.file().found().path(), number, reason, detail);
    }

    /** Returns the index of what was added. */
    DatasetIndex index(Path root, Progress.Factory progress) throws IOException {
        List<Chosen.Frame> frames = new ArrayList<>();
        for (Chosen file : chosen) {
            for (int frame = 0; frame < file.facts().frames(); frame++) {
                frames.add(new Chosen.Frame(file, frame));
            }
        }
        SeriesSorter sorter = SeriesSorter.sort(frames, options.choice());
        sorter.leftOut().forEach(l -> leaveOut(l.frame(), l.reason(), l.detail()));
        List<Kept> images = options.choice().minLung() > 0
                ? withLung(sorter.placed(), progress)
                : sorter.placed().stream()
                        .map(placed -> new Kept(placed, Appearance.NOT_MEASURED))
                        .toList();
        // A patient is one item per image, so that the shares are shares of images.
        List<PatientSplit.Item> items =
                images.stream().map(image -> image.file().item()).toList();
        List<Split> splits = PatientSplit.assign(items, options.split());
        List<IndexEntry> entries = new ArrayList<>();
        int unrecorded = 0;
        int given = 0;
        for (Kept image : images) {
            entries.add(entry(image, entries.size(), splits.get(entries.size())));
            unrecorded += image.file().patient().recorded() ? 0 : 1;
            given += image.file().row().flatMap(LabelTable.Row::split).isPresent() ? 1 : 0;
        }
        IndexNotes notes = new IndexNotes(found, matches.rowsWithoutFile(), unrecorded, given, ScreenNotes.NONE);
        return new DatasetIndex(root, IndexSettings.of(options), entries, exclusions, notes, sorter.notes());
    }

    /** Returns the CT slices with enough lung. */
    private List<Kept> withLung(List<SeriesSorter.Placed> all, Progress.Factory progress) throws IOException {
        List<SeriesSorter.Placed> slices = new ArrayList<>();
        for (SeriesSorter.Placed placed : all) {
            if (placed.frame().file().facts().modality().equals("CT")) {
                slices.add(placed);
            } else {
                leaveOut(placed.frame(), ExclusionReason.LITTLE_LUNG, "not CT, so that lung cannot be measured");
            }
        }
        List<Double> fractions = LungMeasure.of(slices, progress);
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            if (fractions.get(i).isNaN()) {
                leaveOut(slices.get(i).frame(), ExclusionReason.CORRUPT, "its pixel data cannot be decoded");
            } else if (fractions.get(i) < options.choice().minLung()) {
                leaveOut(slices.get(i).frame(), ExclusionReason.LITTLE_LUNG, "");
            } else {
                kept.add(new Kept(slices.get(i), fractions.get(i)));
            }
        }
        return kept;
    }

    private IndexEntry entry(Kept image, int id, Split split) {
        Chosen file = image.file();
        ImageFacts facts = file.facts();
        ImageFacts.Slice slice = image.placed().frame().slice();
        return new IndexEntry(
                id,
                file.found().path(),
                image.placed().frame().number(),
                patients.key(file.patient()),
                file.label(),
                split,
                facts.modality(),
                facts.bodyPart(),
                facts.geometry().rows(),
                facts.geometry().columns(),
                facts.geometry().bits(),
                slice.rowSpacingMm(),
                slice.columnSpacingMm(),
                facts.marks().synthetic(),
                facts.source().contentSha256(),
                image.placed().place(),
                facts.appearance().withLungFraction(image.lungFraction()),
                PixelAreas.NONE);
    }
}
