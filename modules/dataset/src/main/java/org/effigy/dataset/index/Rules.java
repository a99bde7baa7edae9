package org.effigy.dataset.index;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.probe.FrameReader;

/**
 * The rules by which files are left out, each before the next. A new rule is a method here, a place in one of the two
 * lists, and its words in {@link ExclusionReason}. (Rules about single slices of a series are the sorter's, rules about
 * what pixels show are in the package {@code screen}.)
 */
final class Rules {
    private static final int SMALLEST_SIDE = 8;
    private static final long MOST_PIXELS = 64_000_000;

    /** One rule: why a file is left out, empty where the rule does not mind it. */
    private interface Rule extends Function<Candidate, Optional<ExclusionReason>> {}

    private final IndexOptions options;
    private final boolean labelled;
    private final Set<String> instances = new HashSet<>();

    /** What a file must be to be compared with others at all. */
    private final List<Rule> sound = List.of(this::hounsfield, this::size, this::decodable);

    /** What the user asked for; the last one remembers what it saw. */
    private final List<Rule> wanted = List.of(
            this::synthetic,
            this::burnedIn,
            this::modality,
            this::processing,
            this::bodyPart,
            this::view,
            this::label,
            this::repeated);

    /** Makes rules; labelled says that files without a label cannot be used. */
    Rules(IndexOptions options, boolean labelled) {
        this.options = options;
        this.labelled = labelled;
    }

    /** Judges what a file is. Safe for use by several threads. */
    Candidate judgeSound(Candidate file) {
        return judge(file, sound);
    }

    /** Judges whether a file is wanted; files are given in the order of their paths, the first of equal ones is taken. */
    Candidate judgeWanted(Candidate file) {
        return judge(file, wanted);
    }

    private static Candidate judge(Candidate file, List<Rule> rules) {
        if (!file.isUsable()) {
            return file;
        }
        for (Rule rule : rules) {
            Optional<ExclusionReason> reason = rule.apply(file);
            if (reason.isPresent()) {
                return file.without(reason.get(), detail(reason.get()));
            }
        }
        return file;
    }

    private static String detail(ExclusionReason reason) {
        return reason == ExclusionReason.CORRUPT ? "its pixel data cannot be decoded" : "";
    }

    private static Optional<ExclusionReason> when(boolean condition, ExclusionReason reason) {
        return condition ? Optional.of(reason) : Optional.empty();
    }

    /** CT without Hounsfield units is left out; rather for what it is, if that is not wanted. */
    private Optional<ExclusionReason> hounsfield(Candidate file) {
        if (!file.facts().modality().equals("CT") || file.facts().marks().hounsfield()) {
            return Optional.empty();
        }
        return Optional.of(file.facts().slices().stream()
                .map(ImageFacts.Slice::kind)
                .filter(kind -> !options.choice().takes(kind))
                .findFirst()
                .map(ImageKind::reason)
                .orElse(ExclusionReason.NOT_HOUNSFIELD));
    }

    private Optional<ExclusionReason> size(Candidate file) {
        ImageFacts.Geometry size = file.facts().geometry();
        boolean odd = Math.min(size.rows(), size.columns()) < SMALLEST_SIDE
                || (long) size.rows() * size.columns() > MOST_PIXELS;
        return when(odd, ExclusionReason.SIZE);
    }

    private Optional<ExclusionReason> decodable(Candidate file) {
        if (options.verifyPixels()) {
            try {
                FrameReader reader = FrameReader.open(file.file().file());
                for (int frame = 0; frame < file.facts().frames(); frame++) {
                    reader.values(frame);
                }
            } catch (IOException | RuntimeException e) {
                return Optional.of(ExclusionReason.CORRUPT);
            }
        }
        return Optional.empty();
    }

    private Optional<ExclusionReason> synthetic(Candidate file) {
        return when(file.facts().marks().synthetic() && !options.allowSynthetic(), ExclusionReason.SYNTHETIC);
    }

    /** Where a rule of the user's masks the image, he has looked at such images. */
    private Optional<ExclusionReason> burnedIn(Candidate file) {
        ImageFacts facts = file.facts();
        ImageFacts.Geometry size = facts.geometry();
        boolean masked = !options.screen()
                .masks()
                .boxes(facts.modality(), size.rows(), size.columns())
                .isEmpty();
        return when(
                facts.marks().burnedIn() && !options.allowBurnedIn() && !masked, ExclusionReason.BURNED_IN_ANNOTATION);
    }

    private Optional<ExclusionReason> modality(Candidate file) {
        String only = options.modality();
        return when(!only.isEmpty() && !only.equals(file.facts().modality()), ExclusionReason.OTHER_MODALITY);
    }

    private Optional<ExclusionReason> processing(Candidate file) {
        boolean raw = file.facts().appearance().intent().equals("PROCESSING");
        return when(raw && !options.choice().forProcessing(), ExclusionReason.FOR_PROCESSING);
    }

    private Optional<ExclusionReason> bodyPart(Candidate file) {
        List<String> parts = options.choice().bodyParts();
        return when(!parts.isEmpty() && !parts.contains(file.facts().bodyPart()), ExclusionReason.OTHER_BODY_PART);
    }

    private Optional<ExclusionReason> view(Candidate file) {
        return when(!options.choice().takes(file.facts().appearance().view()), ExclusionReason.OTHER_VIEW);
    }

    private Optional<ExclusionReason> label(Candidate file) {
        return when(labelled && file.assigned().label().isEmpty(), ExclusionReason.NO_LABEL);
    }

    /** Copies keep their place; equal pixels elsewhere in a body are another slice, if an empty one. */
    private Optional<ExclusionReason> repeated(Candidate file) {
        String uid = file.facts().source().instanceUid();
        boolean repeated = !uid.isEmpty() && !instances.add("uid:" + uid);
        repeated |= !instances.add("pixels:" + file.facts().source().pixels().text()
                + file.facts().slices().get(0).plane());
        return when(repeated && !options.allowCopies(), ExclusionReason.DUPLICATE);
    }
}
