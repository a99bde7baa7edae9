package org.effigy.gate;

import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.Size;

/**
 * Dissimilarity guidance, the part of anti-memorization guidance (Chen, Liu and Xu 2024, "Towards memorization-free diffusion
 * models") that heeds images alone: the clean image x0 that a diffusion model predicts is moved down the gradient of its similarity
 * to the nearest training image, as long as it is nearer than a threshold. What is farther stays as it is. Safe for use by
 * several threads.
 *
 * <p>Similarity is the cosine of the rotated content of x0 with the signs that the record holds of a training image. The signs
 * tell the content's direction only roughly, and down their gradient alone few signs turn while the image looks the same. So the
 * length of a step is not taken from the similarity: the content itself is turned by the angle that it lacks from the
 * threshold, times the strength.
 *
 * <p>Differs: the gradient is that of x0, not carried through the network to xt; the ranks of the grey levels are held as they are;
 * the threshold is the same at all noise levels; the length of the step, as said.
 *
 * <p>What is moved away from the signs looks like the training image still, with a texture over it: a gate that judges by the same signs
 * says less of such images, and what compares them otherwise ({@link CopySearch}) must be asked.
 */
public final class DissimilarityGuidance {
    /** The most that strength may be. */
    public static final double STRONGEST = 10;

    /** The threshold lies so many signs beyond the distance of a near copy: two deviations of 512 signs at that distance. */
    private static final int BEYOND_COPIES = 16;
    /** No content turns further in one step, in radians. */
    private static final double FARTHEST = 1;
    /** Where copies of a model lie; those that are turned or zoomed are left to the gate. */
    private static final List<Placement> PLACEMENTS = Placement.SEARCH.stream()
            .filter(placement -> placement.degrees() == 0 && placement.zoom() == 1)
            .filter(placement -> Math.max(Math.abs(placement.dx()), Math.abs(placement.dy())) <= Placement.SHIFT_STEP)
            .toList();

    private final Size size;
    private final int side;
    private final Projection projection;
    private final long[] words;
    private final int threshold;
    private final double strength;

    /**
     * Makes guidance away from the training images of a record.
     *
     * @param strength above 0, at most {@link #STRONGEST}; at 1 the content turns as far as the threshold
     */
    public DissimilarityGuidance(GateFile file, double strength) {
        this.strength = Check.inRange("strength", strength, Double.MIN_VALUE, STRONGEST);
        size = file.size();
        side = file.side();
        projection = new Projection(Long.parseLong(file.seed()));
        words = file.words();
        threshold = Math.min(file.calibration().copyDistance() + BEYOND_COPIES, Projection.BITS / 2);
    }

    /** Returns the distance in differing signs below which an image is moved. */
    public int threshold() {
        return threshold;
    }

    /**
     * Returns the image moved away from the nearest training image, cut to [-1, 1]; empty where none is nearer than the threshold.
     *
     * @param x0 (rows, columns) of the record's size, in [-1, 1]
     */
    public Optional<float[]> moved(float[] x0) {
        return movedSquare(size.onSquare(x0, RealImages.AROUND)).map(size::fromSquare);
    }

    private Optional<float[]> movedSquare(float[] x0) {
        Content content = Content.of(x0, side);
        Near near = nearest(content);
        if (near.distance >= threshold) {
            return Optional.empty();
        }
        // The gradient points across what the content has of a difference already, so angles add up as the sides of a
        // right
        // spherical triangle do.
        double wanted = Math.cos(Math.PI * threshold / Projection.BITS);
        double lacking = Math.acos(wanted / Math.cos(Math.PI * near.distance / Projection.BITS));
        return turned(x0, near, Math.min(strength * lacking, FARTHEST));
    }

    /** The nearest training image, and where the content lies best over it. */
    private record Near(int at, int distance, Placement placement, float[] content) {}

    private Near nearest(Content content) {
        Near best = new Near(-1, Projection.BITS + 1, Placement.IDENTITY, new float[0]);
        for (Placement placement : PLACEMENTS) {
            float[] laid = content.at(placement, Content.GRID);
            long[] signs = projection.descriptor(laid);
            for (int i = 0; i < words.length / Projection.WORDS; i++) {
                int distance = Projection.distance(words, i, signs);
                if (distance < best.distance) {
                    best = new Near(i, distance, placement, laid);
                }
            }
        }
        return best;
    }

    /** Moves x0 by eta down the gradient, where eta turns the content by the angle. */
    private Optional<float[]> turned(float[] x0, Near near, double angle) {
        ContentGradient map = new ContentGradient(x0, side, near.placement);
        float[] gradient = map.gradient(gradient(near.content, near.at));
        float[] change = map.change(gradient);
        double along = 0;
        double square = 0;
        double norm = 0;
        for (int i = 0; i < change.length; i++) {
            along += (double) change[i] * near.content[i];
            square += (double) change[i] * change[i];
            norm += (double) near.content[i] * near.content[i];
        }
        norm = Math.sqrt(norm);
        along = norm == 0 ? 0 : along / norm;
        double across = Math.sqrt(Math.max(0, square - along * along));
        // The content becomes (norm - eta along, -eta across), in its own direction and across it.
        double eta = norm * Math.tan(angle) / (across + along * Math.tan(angle));
        if (!(eta > 0) || !Double.isFinite(eta)) {
            return Optional.empty();
        }
        float[] moved = new float[x0.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) Math.max(-1, Math.min(1, x0[i] - eta * gradient[i]));
        }
        return Optional.of(moved);
    }

    /** Returns the cosine of a rotated content with a training image's signs. */
    double similarity(float[] content, int at) {
        return cosine(projection.rotate(content), at);
    }

    private double cosine(float[] rotated, int at) {
        double product = 0;
        double square = 0;
        for (int i = 0; i < Projection.BITS; i++) {
            product += sign(at, i) * rotated[i];
            square += (double) rotated[i] * rotated[i];
        }
        return square == 0 ? 0 : product / Math.sqrt(square * Projection.BITS);
    }

    /** Returns the gradient of {@link #similarity}: b / (|b| |y|) - similarity y / |y|^2, rotated back. */
    float[] gradient(float[] content, int at) {
        float[] rotated = projection.rotate(content);
        double similarity = cosine(rotated, at);
        double square = 0;
        for (int i = 0; i < Projection.BITS; i++) {
            square += (double) rotated[i] * rotated[i];
        }
        float[] gradient = new float[rotated.length];
        if (square == 0) {
            return gradient;
        }
        for (int i = 0; i < Projection.BITS; i++) {
            gradient[i] =
                    (float) (sign(at, i) / Math.sqrt(square * Projection.BITS) - similarity * rotated[i] / square);
        }
        return projection.rotateBack(gradient);
    }

    private double sign(int at, int bit) {
        return (words[at * Projection.WORDS + bit / Long.SIZE] >>> bit % Long.SIZE & 1) == 1 ? 1 : -1;
    }
}
