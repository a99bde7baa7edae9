package org.effigy.dataset;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.Check;

/**
 * What a synthetic image says of the model that made it.
 *
 * @param generation models between it and real patients: 0 for a simulation, which learnt from no patient; 1 for a model that learnt
 *     from real images alone, and where none is stated
 * @param model SHA-256 of the model, "" where none is stated
 */
public record SyntheticOf(int generation, String model) {
    /** The words before the generation in a file's text. */
    public static final String GENERATION = "generation ";

    private static final Pattern STATED_GENERATION =
            Pattern.compile("\\b" + GENERATION + "([0-9]{1,9})\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATED_MODEL =
            Pattern.compile("\\bcheckpoint (?:SHA-256: )?([0-9a-f]{64})\\b", Pattern.CASE_INSENSITIVE);

    /** What simulations state, and earlier models too, but these name their checkpoint. */
    private static final Pattern STATED_SIMULATION =
            Pattern.compile("\\bdepicts no patient\\b", Pattern.CASE_INSENSITIVE);

    /** A synthetic image of which no more is known. */
    public static final SyntheticOf UNKNOWN = new SyntheticOf(1, "");

    public SyntheticOf {
        Check.inRange("generation", generation, 0, Integer.MAX_VALUE);
    }

    /** Returns what a text of a synthetic file states; the rest is unknown. */
    public static SyntheticOf stated(String text) {
        Matcher generation = STATED_GENERATION.matcher(text);
        Matcher model = STATED_MODEL.matcher(text);
        if (model.find()) {
            String hash = model.group(1);
            return new SyntheticOf(generation.find() ? Math.max(1, Integer.parseInt(generation.group(1))) : 1, hash);
        }
        if (STATED_SIMULATION.matcher(text).find()) {
            return new SyntheticOf(0, "");
        }
        return new SyntheticOf(generation.find() ? Math.max(1, Integer.parseInt(generation.group(1))) : 1, "");
    }

    /** Returns whether a model made the image, not a simulation. */
    public boolean madeByModel() {
        return generation > 0;
    }

    /** Returns the one of two statements that says more. */
    public static Optional<SyntheticOf> richer(Optional<SyntheticOf> one, Optional<SyntheticOf> other) {
        return one.isEmpty() || one.get().equals(UNKNOWN) && other.isPresent() ? other : one;
    }
}
