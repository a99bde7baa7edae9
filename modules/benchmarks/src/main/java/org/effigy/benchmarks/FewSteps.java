package org.effigy.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.SamplerSettings;

/**
 * Images a second of a distilled model beside those of its teacher at 20 and at 50 steps: sampling alone, without gate and files, in
 * turn, in one process and one thread. Also in images per second of processor time, which other work on the machine hardly changes.
 *
 * <p>{@code scripts/benchmark -main FewSteps STUDENT TEACHER [IMAGES [ROUNDS]]}: folders of runs or models.
 */
public final class FewSteps {
    private FewSteps() {}

    /** One way to sample, and what it took. */
    private record Arm(String name, Checkpoint checkpoint, SamplerSettings settings, List<double[]> rates) {}

    public static void main(String[] arguments) throws IOException {
        int images = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 16;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        Checkpoint student = CheckpointPlace.read(Path.of(arguments[0]));
        Checkpoint teacher = CheckpointPlace.read(Path.of(arguments[1]));
        SamplerSettings own = settings(student);
        SamplerSettings usual = settings(teacher);
        List<Arm> arms = List.of(
                new Arm("student, " + own.steps() + " steps", student, own, new ArrayList<>()),
                new Arm("teacher, 20 steps", teacher, usual.withSteps(20), new ArrayList<>()),
                new Arm("teacher, 50 steps", teacher, usual.withSteps(50), new ArrayList<>()));
        Compute compute = Engines.settle(Engines.Wishes.NONE, Compute.CPU).withThreads(1);
        for (int round = 0; round <= rounds; round++) {
            for (Arm arm : arms) {
                double[] rate = rate(arm, images, compute);
                // The first round warms up.
                if (round > 0) {
                    arm.rates().add(rate);
                }
            }
        }
        for (Arm arm : arms) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s images/s, %s per second of processor time%n",
                    arm.name(),
                    spread(arm, 0),
                    spread(arm, 1));
        }
    }

    private static SamplerSettings settings(Checkpoint checkpoint) {
        return Family.of(checkpoint.config().model())
                .sampler(checkpoint.config().model(), SamplerSettings.Wish.NONE);
    }

    private static double[] rate(Arm arm, int images, Compute compute) {
        var config = arm.checkpoint().config().model();
        Random[] noise = new Random[images];
        Arrays.setAll(noise, i -> Seeds.of(1, "image", i));
        int[] labels = new int[images];
        Arrays.setAll(labels, i -> config.classes() == 0 ? -1 : i % config.classes());
        try (ImageModel model = Family.of(config).open(config, arm.checkpoint().averagedWeights(), compute)) {
            model.images(arm.settings(), labels, noise.clone(), step -> {});
            long processor = processorNanos();
            long clock = System.nanoTime();
            model.images(arm.settings(), labels, noise.clone(), step -> {});
            double seconds = (System.nanoTime() - clock) / 1e9;
            return new double[] {images / seconds, images * 1e9 / (processorNanos() - processor)};
        }
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Returns the median, and the lowest and highest in brackets. */
    private static String spread(Arm arm, int which) {
        double[] rates =
                arm.rates().stream().mapToDouble(rate -> rate[which]).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.2f [%.2f-%.2f]", rates[rates.length / 2], rates[0], rates[rates.length - 1]);
    }
}
