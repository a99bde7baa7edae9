package org.effigy.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.net.Loss;
import org.effigy.networks.onednn.ProgramReplicas;
import org.effigy.training.Presets;

/**
 * Prints where the time of a training step of the compiled U-Net goes, by layer and pass and by kind of pass, in one thread.
 *
 * <p>{@code scripts/benchmark -main UNetProfile [PRESET [SIZE [BATCH]]]}, by default small, 64 pixels, 8 images.
 */
public final class UNetProfile {
    private static final int STEPS = 5;

    private UNetProfile() {}

    /** Prints the profile. */
    public static void main(String[] args) {
        String preset = args.length > 0 ? args[0] : "small";
        int size = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        int images = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        Ddpm.Config config =
                (Ddpm.Config) Presets.of(new Ddpm(), preset, size, 0).model();
        Map<String, Long> nanos = nanos(config, images);
        double total = nanos.values().stream().mapToLong(n -> n).sum();
        Map<String, Long> kinds = new TreeMap<>();
        nanos.forEach((label, n) -> kinds.merge(kind(label), n, Long::sum));
        System.out.printf(
                Locale.ROOT, "%s, %d pixels, %d images: %.1f ms%n", preset, size, images, total / STEPS / 1e6);
        print(kinds, total);
        System.out.println();
        print(nanos, total);
        System.exit(0);
    }

    /** Returns the nanoseconds that each pass took in one thread, over some training steps after as many that do not count. */
    private static Map<String, Long> nanos(Ddpm.Config config, int images) {
        Map<String, Long> nanos = new TreeMap<>();
        Compute compute = Compute.standard().withThreads(1);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(Ddpm.net(config), compute, workers).init(1)) {
            float[][] inputs = NetworkUnit.inputs(network.net(), images);
            float[] target = NetworkUnit.normal(
                    "target", images * network.net().output().shape().length());
            for (int step = 0; step < 2 * STEPS; step++) {
                if (step == STEPS) {
                    network.replicas(ProgramReplicas.class).profile(0, nanos);
                }
                network.backward(Loss.SQUARED_ERROR, target.length, target, inputs);
            }
        }
        return nanos;
    }

    private static String kind(String label) {
        String pass = label.substring(label.indexOf(' ') + 1);
        String layer = label.contains("norm")
                ? "group norm, SiLU"
                : label.contains("attention ") ? "attention" : "convolution";
        return layer + ": " + pass;
    }

    private static void print(Map<String, Long> nanos, double total) {
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> System.out.printf(
                        Locale.ROOT,
                        "  %7.2f ms %5.1f %%  %s%n",
                        entry.getValue() / 1e6 / STEPS,
                        100 * entry.getValue() / total,
                        entry.getKey()));
    }
}
