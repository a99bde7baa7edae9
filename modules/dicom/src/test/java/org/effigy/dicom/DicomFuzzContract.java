package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.effigy.base.Progress;
import org.effigy.dicom.convert.ConvertOptions;
import org.effigy.dicom.convert.DicomConverter;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.deid.DeidOptions;
import org.effigy.dicom.deid.Deidentifier;
import org.effigy.dicom.image.DicomImage;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Broken files, by the thousand: whatever is read, decoded, de-identified, converted or written of them ends well or with a
 * typed error, in bounded time and memory.
 *
 * <p>{@code -Deffigy.fuzz.seed=N} takes other files, {@code -Deffigy.fuzz.minutes=N} goes on for so long; both are what
 * scripts/fuzz passes. A finding names the seed of its file.
 */
public abstract class DicomFuzzContract extends CodecUnderTest {
    private static final long SEED = Long.getLong("effigy.fuzz.seed", 20261122);
    private static final long MINUTES = Long.getLong("effigy.fuzz.minutes", 0);
    private static final int LARGEST_SAMPLE = 300_000;
    private static final int PER_SAMPLE = Integer.getInteger("effigy.fuzz.cases", 6);
    private static final int PER_COMPUTED = Integer.getInteger("effigy.fuzz.cases", 40);
    private static final int MOST_FINDINGS = 20;
    private static final int MOST_FRAMES = 3;

    /** So much costs even a small file: the dictionary, a frame of 2 million pixels on its way through the decoders. */
    private static final long FREE_BYTES = 200L << 20;

    private static final long FREE_MILLIS = 2000;

    private final Sandbox sandbox = new Sandbox();
    /** What went wrong, each once, with the first case that showed it. */
    private final Map<String, String> findings = new TreeMap<>();

    private int cases;

    @AfterEach
    void close() {
        sandbox.close();
    }

    /** Returns files that need no real data: every native syntax, and every compression with its golden frames. */
    List<byte[]> computed() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (TransferSyntax syntax : TransferSyntax.values()) {
            if (syntax.isNative()) {
                DataSet dataSet = DicomCodecContract.everyVr();
                TestImages.header(8, 8, 16, 12, true).forEach(dataSet::put);
                dataSet.putBytes(Tag.PixelData, Vr.OW, new byte[128]);
                files.add(bytes(new DicomFile(new DataSet(), dataSet, syntax.uid())));
            }
        }
        files.addAll(GoldenFiles.all(this::bytes));
        return files;
    }

    private byte[] bytes(DicomFile file) throws IOException {
        Path path = folder.resolve("computed");
        codec().write(file, path);
        return Files.readAllBytes(path);
    }

    private static List<byte[]> samples() throws IOException {
        Path samples = Path.of(System.getProperty("effigy.shared", "absent"), "data", "dicom-samples");
        if (!Files.isDirectory(samples)) {
            return List.of();
        }
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> list = Files.list(samples)) {
            for (Path file : list.filter(Files::isRegularFile).sorted().toList()) {
                if (Files.size(file) <= LARGEST_SAMPLE) {
                    files.add(Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    @Test
    void noDamagedFileBreaksTheProgram() throws IOException {
        List<byte[]> computed = computed();
        List<byte[]> samples = samples();
        long end = System.nanoTime() + MINUTES * 60_000_000_000L;
        long round = 0;
        do {
            for (int i = 0; i < computed.size(); i++) {
                fuzz("computed " + i, computed.get(i), round * PER_COMPUTED, PER_COMPUTED);
            }
            for (int i = 0; i < samples.size(); i++) {
                fuzz("sample " + i, samples.get(i), round * PER_SAMPLE, PER_SAMPLE);
            }
            round++;
        } while (System.nanoTime() < end && findings.size() < MOST_FINDINGS);
        Files.writeString(
                Path.of(System.getProperty(
                        "effigy.fuzz.record", folder.resolve("record").toString())),
                codec().name() + ": " + cases + " cases, seed " + SEED + ", " + findings.size() + " findings\n"
                        + String.join("\n", findings.values()) + "\n");
        assertEquals("", String.join("\n", findings.values()), cases + " cases");
    }

    private void fuzz(String name, byte[] original, long first, int count) throws IOException {
        for (long n = first; n < first + count && findings.size() < MOST_FINDINGS; n++) {
            long seed = SEED + 1_000_003 * n + original.length;
            byte[] damaged = DicomMutations.damage(original, new Random(seed));
            Path file = folder.resolve("case" + cases++);
            Files.write(file, damaged);
            judge(name + ", case " + n, file, damaged.length);
            Files.delete(file);
        }
    }

    /** Puts one file through everything that reads DICOM. */
    private void judge(String name, Path file, int length) {
        Sandbox.Limits limits = new Sandbox.Limits(FREE_MILLIS + length / 250, FREE_BYTES + 200L * length);
        check(name + ", header", limits, () -> codec().readHeader(file));
        check(name + ", header only", limits, () -> codec().read(file, ReadOptions.header()));
        check(name + ", pixels", limits, () -> decode(codec().read(file, ReadOptions.whole())));
        check(name + ", scrub", limits, () -> scrub(codec().read(file, ReadOptions.whole())));
        check(name + ", rewrite", limits, () -> rewrite(codec().read(file, ReadOptions.whole())));
        check(name + ", convert", limits, () -> convert(file));
    }

    private void check(String name, Sandbox.Limits limits, Sandbox.Work work) {
        String finding = sandbox.run(work, limits);
        if (!finding.isEmpty()) {
            findings.putIfAbsent(finding.replaceAll("\\d{3,} (bytes|ms)", "N $1"), name + ": " + finding);
        }
    }

    private static void decode(DicomFile file) {
        DicomImage image = DicomImage.of(file);
        image.window();
        image.spacing();
        image.isHounsfield();
        for (int frame = 0; frame < Math.min(MOST_FRAMES, image.frames()); frame++) {
            image.modalityValues(frame);
        }
        image.storedValues(image.frames() - 1);
    }

    private void scrub(DicomFile file) throws IOException {
        byte[] key = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        Path out = folder.resolve("scrubbed" + cases);
        try {
            codec().write(new Deidentifier(DeidOptions.basic().withBurnedInAllowed(), key).apply(file), out);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private void rewrite(DicomFile file) throws IOException {
        Path out = folder.resolve("rewritten" + cases);
        try {
            codec().write(file, out);
        } catch (IllegalArgumentException e) {
            // The contract of writing: pixel data that does not suit the transfer syntax.
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private void convert(Path file) throws IOException {
        Path out = folder.resolve("converted" + cases);
        Files.createDirectory(out);
        try {
            ConvertOptions options = new ConvertOptions(ConvertOptions.Format.PNG, ConvertOptions.Values.AUTO);
            new DicomConverter(options, codec())
                    .convert(file, out.resolve("image.png"), (task, unit, total) -> Progress.none());
        } finally {
            org.effigy.base.AtomicFiles.deleteTree(out);
        }
    }

    /** Writes the bytes of a file; for {@link GoldenFiles}. */
    @FunctionalInterface
    interface FileBytes {
        byte[] of(DicomFile file) throws IOException;
    }
}
