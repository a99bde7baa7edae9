package org.effigy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomImage;

/**
 * Decodes every frame of every DICOM file below a folder to modality values (Hounsfield units for CT), on all cores, and
 * prints how many, the sum of all values and the seconds of each round: the first is that of a cold Java machine.
 *
 * <p>{@code scripts/benchmark -main DecodeTree DIR [ROUNDS [THREADS]]}
 */
public final class DecodeTree {
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private DecodeTree() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        int threads = args.length > 2
                ? Integer.parseInt(args[2])
                : Runtime.getRuntime().availableProcessors();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of(args[0]))) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            long used = MACHINE.getProcessCpuTime();
            String result = decode(files, threads);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %.3f s, %.3f s of processor time%n",
                    result,
                    (System.nanoTime() - start) / 1e9,
                    (MACHINE.getProcessCpuTime() - used) / 1e9);
        }
    }

    private static String decode(List<Path> files, int threads) throws InterruptedException {
        LongAdder frames = new LongAdder();
        LongAdder refused = new LongAdder();
        DoubleAdder sum = new DoubleAdder();
        AtomicInteger next = new AtomicInteger();
        Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Thread(() -> {
                for (int n = next.getAndIncrement(); n < files.size(); n = next.getAndIncrement()) {
                    decode(files.get(n), frames, refused, sum);
                }
            });
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return frames.sum() + " frames, " + refused.sum() + " files refused, sum " + Math.round(sum.sum());
    }

    /** Four sums side by side, since one that waits for each addition would take as long as decoding. */
    private static double sum(float[] values) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < values.length; i++) {
            a += values[i];
        }
        return a + b + c + d;
    }

    private static void decode(Path file, LongAdder frames, LongAdder refused, DoubleAdder sum) {
        try {
            DicomImage image = DicomImage.of(Dicom.read(file));
            for (int frame = 0; frame < image.frames(); frame++) {
                sum.add(sum(image.modalityValues(frame)));
                frames.increment();
            }
        } catch (InputException | IOException e) {
            refused.increment();
        }
    }
}
