package org.effigy.training.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Parameter;
import org.effigy.training.doctor.Warning.Kind;

/**
 * The memory that a training on the CPU needs outside of the Java heap, estimated from its recorded networks.
 *
 * @param fixedBytes parameters, their average, the optimiser's moments, gradients and packed copies
 * @param bytesPerImage activations and their gradients for one image of a batch
 * @param batch images of a step
 */
public record MemoryNeed(long fixedBytes, long bytesPerImage, int batch) {
    private static final long MEBIBYTE = 1 << 20;

    /**
     * Vectors as long as all parameters, beside the gradient of each shard: the parameters, two moments, the average and packed
     * copies. Fitted to what JavaCPP counts after a step, see {@code MemoryNeedTest}.
     */
    private static final double PARAMETER_COPIES = 4.4;

    /**
     * Bytes for each value that an operation gives: a plan of memory uses places again and fusions leave results out, so it is less
     * than a float and its gradient. Fitted as above: 2.4 (64 pixels) to 3.6 (32 pixels) for a DDPM.
     */
    private static final double BYTES_PER_VALUE = 3.7;

    /** The estimate may be so far above the truth; what does not fit even then certainly does not. */
    private static final double CERTAIN = 0.6;

    /** Returns the need of networks that are trained together, with so many shards of each batch. */
    public static MemoryNeed of(List<Net> nets, int batch, int shards) {
        double fixed = 0;
        double perImage = 0;
        for (Net net : nets) {
            fixed += (double) (PARAMETER_COPIES + shards) * Float.BYTES * parameters(net);
            perImage += BYTES_PER_VALUE * values(net);
        }
        return new MemoryNeed((long) fixed, (long) perImage, batch);
    }

    static long parameters(Net net) {
        long count = 0;
        for (Parameter parameter : net.parameters()) {
            long length = 1;
            for (long side : parameter.shape()) {
                length *= side;
            }
            count += length;
        }
        return count;
    }

    static long values(Net net) {
        return net.nodes().stream()
                .map(Node::shape)
                .mapToLong(shape -> shape.length())
                .sum();
    }

    /** Returns the bytes for a batch of this size. */
    public double bytes() {
        return fixedBytes + (double) bytesPerImage * batch;
    }

    /** Returns the largest batch that fits, 0 for none. */
    public int fittingBatch(long available) {
        return (int) Math.max(0, Math.min(65536, (available - fixedBytes) / Math.max(1, bytesPerImage)));
    }

    /** Returns a line for the log: what is needed, what there is, and which batch fits. */
    public String text(long available) {
        return String.format(
                Locale.ROOT,
                "about %s of memory are needed for a batch of %d, %s are available; a batch of up to %d fits",
                size(bytes()),
                batch,
                size(available),
                fittingBatch(available));
    }

    /** Returns a warning if the batch may not fit. */
    public Optional<Warning> tight(long available) {
        return bytes() <= available
                ? Optional.empty()
                : Optional.of(new Warning(Kind.MEMORY, text(available), advice(available)));
    }

    /** Returns whether the batch certainly does not fit. */
    public boolean isTooMuch(long available) {
        return CERTAIN * bytes() > available;
    }

    /** Returns what to do where the batch does not fit. */
    public String advice(long available) {
        int fits = fittingBatch(available);
        return fits == 0
                ? "take a smaller batch and a smaller preset or size"
                : "take a smaller batch, " + fits + " at most";
    }

    private static String size(double bytes) {
        return bytes < 1024 * MEBIBYTE
                ? Math.round(bytes / MEBIBYTE) + " MiB"
                : String.format(Locale.ROOT, "%.1f GiB", bytes / MEBIBYTE / 1024);
    }
}
