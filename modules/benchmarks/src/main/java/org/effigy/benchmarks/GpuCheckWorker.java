package org.effigy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.image.Fit;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.networks.Engines;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.device.CardProbe;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.GpuSupport;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.net.NamedTensor;
import org.effigy.sampling.ExportFormat;
import org.effigy.sampling.ExportSettings;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleFolder;
import org.effigy.sampling.SampleRequest;

/**
 * One check of {@link GpuCheck} in a process of its own, since ND4J loads one backend once and native code can end a process.
 * Its last line begins with {@code result: } and says what was measured.
 */
public final class GpuCheckWorker {
    /** Of the largest value of a tensor. Deeplearning4j against oneDNN, both float32 on the CPU. */
    private static final double CPU_TOLERANCE = 1e-4;

    /** The card sums in another order than the CPU, and not always in the same; TF32 is off. */
    private static final double CUDA_TOLERANCE = 1e-3;

    /** In Hounsfield units, of a window of 1400 or more: five steps, each with the tolerance above, and rounding. */
    private static final int STORED_VALUES = 4;

    private static final String PRESET = "small";
    private static final int SIZE = 64;
    private static final int BATCH = 16;
    private static final int WARM_UP = 3;
    private static final int REPETITIONS = 7;

    private final String device;
    private final Path folder;
    private final Compute compute;
    private final NetworkNumbers numbers;

    private GpuCheckWorker(String device, String build, Path folder) {
        this.device = device;
        this.folder = folder;
        compute = compute(device, build);
        numbers = new NetworkNumbers(compute);
    }

    /** Arguments: check, device (onednn, dl4j, cuda), build (cpu, cuda, cuda-ptx), folder of the references. */
    public static void main(String[] args) {
        try {
            GpuCheckWorker worker = new GpuCheckWorker(args[1], args[2], Path.of(args[3]));
            System.out.println("result: " + worker.check(args[0]));
            System.exit(0);
        } catch (IOException | RuntimeException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            boolean own = cause instanceof InputException || cause instanceof IllegalStateException;
            System.out.println("result: " + (own ? "" : cause.getClass().getSimpleName() + ": ") + cause.getMessage());
            System.exit(1);
        }
    }

    /** Starts the device, all its cards or processors; each computes in float32. */
    private static Compute compute(String device, String build) {
        boolean cuda = device.equals("cuda");
        DevicePlan plan = cuda
                ? DeviceRules.decide(CardProbe.ofThisMachine().find(), GpuSupport.ofBackend(build), DeviceChoice.CUDA)
                : DevicePlan.cpu("CPU", false);
        Engines.prepare(plan, true);
        EngineName engine = device.equals("onednn") ? EngineName.ONEDNN : EngineName.DL4J;
        return Engines.settle(new Engines.Wishes(Optional.of(engine), Precision.FLOAT32, 0, 0), plan.summary());
    }

    private String check(String name) throws IOException {
        return switch (name) {
            case "start" -> firstPrediction();
            case "unet" -> compared(name, numbers::unet);
            case "dcgan" -> compared(name, numbers::dcgan);
            case "resume" -> resumed();
            case "sample" -> sampled();
            case "time" -> timed();
            default -> throw new InputException("there is no check " + name);
        };
    }

    private String firstPrediction() {
        numbers.unet();
        return compute.device() + " computes";
    }

    /** Writes the reference with oneDNN, compares with it otherwise. */
    private String compared(String name, Supplier<List<NamedTensor>> computed) throws IOException {
        Path reference = folder.resolve(name + ".safetensors");
        List<NamedTensor> actual = computed.get();
        if (device.equals("onednn")) {
            // A tensor must differ from itself by nothing and hold finite numbers.
            NetworkNumbers.differences(actual, actual);
            Safetensors.write(reference, actual);
            return actual.size() + " tensors, the reference";
        }
        Map<String, Double> differences = NetworkNumbers.differences(actual, Safetensors.read(reference));
        return within(differences, tolerance(CPU_TOLERANCE));
    }

    private double tolerance(double onCpu) {
        return device.equals("cuda") ? CUDA_TOLERANCE : onCpu;
    }

    private static String within(Map<String, Double> differences, double tolerance) {
        String text = NetworkNumbers.text(differences)
                + String.format(Locale.ROOT, " of the largest value, at most %.0e", tolerance);
        if (differences.values().stream().anyMatch(difference -> difference > tolerance)) {
            throw new IllegalStateException(text);
        }
        return text;
    }

    /** Four steps, and two and two with a second network, end in the same weights: on the CPU bit for bit. */
    private String resumed() {
        Map<String, Double> unet =
                NetworkNumbers.differences(numbers.unetAfterFour(true), numbers.unetAfterFour(false));
        Map<String, Double> dcgan =
                NetworkNumbers.differences(numbers.dcganAfterFour(true), numbers.dcganAfterFour(false));
        return "U-Net " + within(unet, tolerance(0)) + "; DCGAN " + within(dcgan, tolerance(0));
    }

    /** One image as DICOM, read again and compared with the reference. */
    private String sampled() throws IOException {
        Preprocessing recipe = new Preprocessing(
                Preprocessing.VERSION,
                NetworkNumbers.UNET.size(),
                IntensityRange.HounsfieldWindow.STANDARD,
                Fit.CROP,
                "CT",
                "CHEST",
                320);
        Path out = folder.resolve("sample-" + device);
        try (ImageSampler sampler =
                ImageSampler.of(numbers.checkpoint(recipe.toJson().toString()), compute)) {
            new SampleFolder(sampler, "gpu-check", (task, unit, total) -> Progress.none())
                    .write(
                            out,
                            SampleRequest.of(5, 1, new SamplerSettings("ddim", 5, 0, 1)),
                            ExportSettings.standard(ExportFormat.DICOM, recipe, "2026-01-31T12:00:00"),
                            () -> false);
        }
        int[] actual = storedValues(out);
        if (device.equals("onednn")) {
            return actual.length + " pixels, the reference";
        }
        int[] expected = storedValues(folder.resolve("sample-onednn"));
        int apart = 0;
        for (int i = 0; i < expected.length; i++) {
            apart = Math.max(apart, Math.abs(actual[i] - expected[i]));
        }
        String text = "stored values differ by " + apart + ", at most " + STORED_VALUES;
        if (apart > STORED_VALUES) {
            throw new IllegalStateException(text);
        }
        return text;
    }

    private static int[] storedValues(Path samples) throws IOException {
        try (Stream<Path> files = Files.list(samples)) {
            Path file = files.filter(path -> path.toString().endsWith(".dcm"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no DICOM was written"));
            int[] values = DicomImage.of(Dicom.read(file)).storedValues(0);
            if (Arrays.stream(values).distinct().count() < 2) {
                throw new IllegalStateException("the image is of one value");
            }
            return values;
        }
    }

    /** Milliseconds per step of the preset small, the median, and the memory. */
    private String timed() throws IOException {
        StringBuilder text = new StringBuilder();
        for (NetworkUnit unit : NetworkUnit.values()) {
            Runnable work = unit.work(PRESET, SIZE, BATCH, folder.resolve("weights"), compute);
            double[] millis = new double[REPETITIONS];
            for (int i = -WARM_UP; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                work.run();
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            }
            Arrays.sort(millis);
            text.append(String.format(
                    Locale.ROOT,
                    "%s %.1f ms (%.1f to %.1f), ",
                    unit.title(),
                    millis[REPETITIONS / 2],
                    millis[0],
                    millis[REPETITIONS - 1]));
        }
        text.append(PRESET + ", " + SIZE + " pixels, batch " + BATCH + "; memory ")
                .append(memory());
        return text.toString();
    }

    /** The peak of this process, and on the card what is in use now. */
    private String memory() throws IOException {
        Path status = Path.of("/proc/self/status");
        String peak = !Files.isReadable(status)
                ? "not known"
                : Files.readAllLines(status).stream()
                        .filter(row -> row.startsWith("VmHWM"))
                        .map(row -> Long.parseLong(row.replaceAll("\\D", "")) / 1024 + " MiB at most")
                        .findFirst()
                        .orElse("not known");
        if (!device.equals("cuda")) {
            return peak;
        }
        return peak
                + CardProbe.ofThisMachine().find().visible().stream()
                        .filter(card ->
                                card.totalMiB().isPresent() && card.freeMiB().isPresent())
                        .map(card -> ", "
                                + (card.totalMiB().getAsLong() - card.freeMiB().getAsLong()) + " MiB of card "
                                + card.index())
                        .reduce("", String::concat);
    }
}
