package org.effigy.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images per second of sampling with 20 steps of DPM-Solver++ beside PyTorch: {@link NetworkComparison} of
 * {@code unit=unet-sample} at 64 pixels in batches of 16 and at 128 pixels in batches of 8.
 *
 * <p>{@code scripts/benchmark -main SamplingThroughput [pairs=5] [threads=2] [preset=small] [python=python3]}
 */
public final class SamplingThroughput {
    private SamplingThroughput() {}

    /** Runs both comparisons; arguments are passed on. */
    public static void main(String[] args) throws IOException {
        for (List<String> size : List.of(List.of("size=64", "batch=16"), List.of("size=128", "batch=8"))) {
            List<String> all = new ArrayList<>(List.of("unit=unet-sample", "steps=1"));
            all.addAll(Arrays.asList(args));
            all.addAll(size);
            if (Arrays.stream(args).noneMatch(arg -> arg.startsWith("pairs="))) {
                all.add("pairs=5");
            }
            NetworkComparison.main(all.toArray(String[]::new));
        }
    }
}
