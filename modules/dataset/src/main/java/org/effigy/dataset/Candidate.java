package org.effigy.dataset;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An image on its way into the index. Every step takes candidates and gives changed copies: a file is found, looked at,
 * given label and patient; it becomes one candidate per frame; each gets its place in the series, its part, its areas. Any
 * step may leave it out and say why; later steps pass it over. What is left at the end is written as index entries, the
 * others as exclusions.
 *
 * @param frame from 0, or {@link #WHOLE_FILE} as long as it stands for all frames of its file
 * @param facts what the file says about itself, the same for all its frames
 * @param assigned what the index has decided
 * @param leftOut why it is left out, empty as long as it is not
 */
public record Candidate(FoundFile file, int frame, ImageFacts facts, Assignment assigned, Optional<LeftOut> leftOut) {
    /** Stands for all frames of a file. */
    public static final int WHOLE_FILE = -1;

    /** Why an image is left out, with what was found, which may be "". */
    public record LeftOut(ExclusionReason reason, String detail) {}

    /** Returns a file that was found and not looked at yet. */
    public static Candidate of(FoundFile file) {
        return new Candidate(file, WHOLE_FILE, ImageFacts.NONE, Assignment.NONE, Optional.empty());
    }

    /** Whether nothing speaks against it so far. */
    public boolean isUsable() {
        return leftOut.isEmpty();
    }

    /** Returns a copy that is left out. */
    public Candidate without(ExclusionReason reason, String detail) {
        return new Candidate(file, frame, facts, assigned, Optional.of(new LeftOut(reason, detail)));
    }

    /** Returns a copy that is left out for a reason that says it all. */
    public Candidate without(ExclusionReason reason) {
        return without(reason, "");
    }

    /** Returns a copy with what its file says about itself. */
    public Candidate withFacts(ImageFacts other) {
        return new Candidate(file, frame, other, assigned, leftOut);
    }

    /** Returns a copy with the label and what the label table says. */
    public Candidate withLabel(LabelRow row, String label) {
        return withAssigned(assigned.withLabel(row, label));
    }

    /** Returns a copy that belongs to a patient. */
    public Candidate withPatient(Patient patient) {
        return withAssigned(assigned.withPatient(patient));
    }

    /** Returns a copy in a part of the data set. */
    public Candidate withSplit(Split split) {
        return withAssigned(assigned.withSplit(split));
    }

    /** Returns a copy in its place among the images of its series. */
    public Candidate withPlace(SlicePlace place) {
        return withAssigned(assigned.withPlace(place));
    }

    /** Returns a copy whose lung is measured. */
    public Candidate withLungFraction(double fraction) {
        return withAssigned(assigned.withLungFraction(fraction));
    }

    /** Returns a copy with areas that are painted over or cut off. */
    public Candidate withAreas(PixelAreas areas) {
        return withAssigned(assigned.withAreas(areas));
    }

    private Candidate withAssigned(Assignment other) {
        return new Candidate(file, frame, facts, other, leftOut);
    }

    /** Returns a candidate for each frame of the file. */
    public List<Candidate> frames() {
        return IntStream.range(0, facts.frames())
                .mapToObj(i -> new Candidate(file, i, facts, assigned, leftOut))
                .toList();
    }

    /** Returns what the file says about this frame. */
    public ImageFacts.Slice slice() {
        return facts.slices().get(frame);
    }

    /** Returns the middle of the slice in the patient. */
    public Vector center() {
        ImageFacts.Slice slice = slice();
        return slice.plane().center(facts.geometry(), slice.rowSpacingMm(), slice.columnSpacingMm());
    }

    /** Returns what frames of one series have in common and frames of another do not; "" for an image of no series. */
    public String series() {
        if (!facts.source().seriesUid().isEmpty()) {
            return "uid:" + facts.source().studyUid() + "/" + facts.source().seriesUid();
        }
        return facts.frames() > 1 ? "file:" + file.path() : "";
    }
}
