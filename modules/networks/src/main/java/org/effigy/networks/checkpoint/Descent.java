package org.effigy.networks.checkpoint;

import java.util.List;
import java.util.regex.Pattern;
import org.effigy.base.Check;

/**
 * How far a model is from real patients.
 *
 * @param version of this property, {@link #VERSION}
 * @param generation 0 for a model that learnt from real images alone; its images are of the next generation, and a model that
 *     learns from these is too. Of several the highest counts, that of the model it began with as well
 * @param syntheticShare of the images it learnt from that models made, 0 to 1; simulations are not among them
 * @param parents SHA-256 of the models whose images or weights it took in, in the order of their digits; models that synthetic images
 *     do not name are missing
 */
public record Descent(int version, int generation, double syntheticShare, List<String> parents) {
    /** The version this code writes and reads. */
    public static final int VERSION = 1;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Descent {
        int found = version;
        Check.argument(found == VERSION, () -> "the descent's version is " + found + ", known is " + VERSION);
        Check.inRange("generation", generation, 0, Integer.MAX_VALUE - 1);
        Check.inRange("syntheticShare", syntheticShare, 0.0, 1.0);
        parents = parents.stream().distinct().sorted().toList();
        parents.forEach(
                hash -> Check.argument(SHA256.matcher(hash).matches(), () -> "a parent is not 64 hexadecimal digits"));
    }

    /** Returns the descent of a model of this generation. */
    public static Descent of(int generation, double syntheticShare, List<String> parents) {
        return new Descent(VERSION, generation, syntheticShare, parents);
    }

    /** Returns the generation of the images that the model makes. */
    public int ofImages() {
        return generation + 1;
    }
}
