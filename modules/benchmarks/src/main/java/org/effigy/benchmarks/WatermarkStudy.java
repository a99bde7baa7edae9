package org.effigy.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.effigy.base.Hashes;
import org.effigy.base.Seeds;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.marking.Finding;
import org.effigy.marking.MarkLimits;
import org.effigy.marking.Plane;
import org.effigy.marking.Watermark;
import org.effigy.marking.WatermarkEmbedder;

/**
 * How often the watermark is found in real images that carry it, after each attack, and how often in real images that do
 * not. {@code run DATA RESULTS SET CLEAN MARKED [ATTACK]} searches the first CLEAN images of a set as they are and after the attacks, and
 * marks and searches the first MARKED, all of it or only ATTACK; SET is cxr or ct, a hyphen, and the side in pixels. What RESULTS has already is not done again. {@code table
 * RESULTS} prints the rates, of the patients in the first half by a hash of their name and of those in the second apart: the threshold is
 * chosen on the first.
 */
final class WatermarkStudy {
    private static final double LOWEST_HOUNSFIELD = -1000;
    private static final double HIGHEST_HOUNSFIELD = 400;
    private static final int WHITE = 255;

    private final Path results;
    private final String only;
    private final Set<String> done = new HashSet<>();

    private WatermarkStudy(Path results, String only) {
        this.results = results;
        this.only = only;
    }

    /** Begins with the words of the command line. */
    public static void main(String[] words) throws IOException {
        if (words[0].equals("run")) {
            String attacks = words.length > 6 ? words[6] : "";
            new WatermarkStudy(Path.of(words[2]), attacks)
                    .run(Path.of(words[1]), words[3], Integer.parseInt(words[4]), Integer.parseInt(words[5]));
        } else {
            new WatermarkStudy(Path.of(words[1]), "").table(new PrintWriter(System.out, true));
        }
    }

    private void run(Path data, String set, int clean, int marked) throws IOException {
        boolean hounsfield = set.startsWith("ct");
        int side = Integer.parseInt(set.substring(set.indexOf('-') + 1));
        Path folder = data.resolve(hounsfield ? "ct-dicom" : "cxr256");
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                String[] cells = line.split(",", -1);
                done.add(cells[0] + "," + cells[1] + "," + cells[3] + "," + cells[4]);
            }
        }
        int number = 0;
        for (String[] row : rows(folder)) {
            number++;
            for (boolean mark : new boolean[] {false, true}) {
                boolean wanted = number <= (mark ? marked : clean);
                if (wanted && !done.contains(set + "," + number + "," + mark + "," + last(hounsfield))) {
                    Plane image = image(folder.resolve(row[0]), side, hounsfield);
                    search(set, number, half(row[1]), mark, image, hounsfield);
                }
            }
        }
    }

    /** Returns the attack that an image is done with. */
    private String last(boolean hounsfield) {
        return only.isEmpty() ? WatermarkAttacks.last(hounsfield) : only;
    }

    /** Returns file and patient of each image, in the order of the table. */
    private static List<String[]> rows(Path folder) throws IOException {
        List<String[]> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            rows.add(new String[] {cells[0], cells[2]});
        }
        return rows;
    }

    /** Returns 1 or 2, the half a patient is in. */
    private static int half(String patient) {
        String hash = Hashes.sha256(patient.getBytes(StandardCharsets.UTF_8));
        return 1 + Integer.parseInt(hash.substring(0, 1), 16) % 2;
    }

    private static Plane image(Path file, int side, boolean hounsfield) throws IOException {
        float[] values;
        int size;
        if (hounsfield) {
            DicomImage image = DicomImage.of(Dicom.read(file));
            values = image.modalityValues(0).clone();
            size = image.rows();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.max(LOWEST_HOUNSFIELD, Math.min(HIGHEST_HOUNSFIELD, values[i]));
            }
        } else {
            GrayImage image = GrayImages.read(file);
            size = image.rows();
            values = new float[image.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = image.values()[i];
            }
        }
        return averaged(values, size, side);
    }

    /** Returns the image at a side that its own is a multiple of, rounded. */
    private static Plane averaged(float[] values, int size, int side) {
        int factor = size / side;
        float[] out = new float[side * side];
        for (int i = 0; i < out.length; i++) {
            float sum = 0;
            for (int y = 0; y < factor; y++) {
                for (int x = 0; x < factor; x++) {
                    sum += values[(i / side * factor + y) * size + i % side * factor + x];
                }
            }
            out[i] = Math.round(sum / (factor * factor));
        }
        return new Plane(side, side, out);
    }

    private void search(String set, int number, int half, boolean mark, Plane image, boolean hounsfield)
            throws IOException {
        MarkLimits limits =
                hounsfield ? MarkLimits.hounsfield(1, Short.MIN_VALUE, Short.MAX_VALUE) : MarkLimits.picture(WHITE);
        long start = System.nanoTime();
        Plane searched = mark ? new WatermarkEmbedder(limits).mark(image) : image;
        double embedding = (System.nanoTime() - start) / 1e6;
        double rms = rms(image, searched);
        Random random = Seeds.of(number, set + mark, 1);
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Plane> attack :
                WatermarkAttacks.of(searched, hounsfield, random).entrySet()) {
            String key = set + "," + number + "," + mark + "," + attack.getKey();
            if (done.contains(key) || !only.isEmpty() && !only.equals(attack.getKey())) {
                continue;
            }
            long begin = System.nanoTime();
            Finding found = Watermark.find(attack.getValue());
            double millis = (System.nanoTime() - begin) / 1e6;
            lines.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%d,%b,%s,%.3f,%.3f,%.3f,%.1f,%.1f%n",
                    set,
                    number,
                    half,
                    mark,
                    attack.getKey(),
                    found.log10FalseAlarm(),
                    found.statistic(),
                    rms,
                    embedding,
                    millis));
        }
        Files.writeString(results, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static double rms(Plane image, Plane marked) {
        double squares = 0;
        for (int i = 0; i < image.values().length; i++) {
            double change = marked.values()[i] - image.values()[i];
            squares += change * change;
        }
        return Math.sqrt(squares / image.values().length);
    }

    /** What is counted of one set, half, attack, with or without the mark. */
    private static final class Count {
        private int images;
        private int found;
        private int certain;
        private double least;
        private double millis;

        void add(double log10, double time) {
            images++;
            found += log10 <= Finding.LOG10_DECISION ? 1 : 0;
            certain += log10 <= Finding.LOG10_STRICT ? 1 : 0;
            least = Math.min(least, log10);
            millis += time;
        }
    }

    private void table(PrintWriter out) throws IOException {
        Map<String, Count> counts = new TreeMap<>();
        Map<String, List<Double>> changes = new HashMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] cells = line.split(",", -1);
            boolean marked = Boolean.parseBoolean(cells[3]);
            String key = (marked ? "marked" : "real") + " | " + cells[0] + " | " + cells[4] + " | half " + cells[2];
            counts.computeIfAbsent(key, k -> new Count())
                    .add(Double.parseDouble(cells[5]), Double.parseDouble(cells[9]));
            if (marked && cells[4].equals("none")) {
                changes.computeIfAbsent(cells[0], k -> new ArrayList<>()).add(Double.parseDouble(cells[7]));
            }
        }
        out.println("| images | set | attack | patients | n | p <= 1e-4 | p <= 1e-6 | least log10 p | ms |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        counts.forEach((key, count) -> out.printf(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f | %.1f | %.0f |%n",
                key,
                count.images,
                (double) count.found / count.images,
                (double) count.certain / count.images,
                count.least,
                count.millis / count.images));
        changes.forEach((set, all) -> out.printf(
                Locale.ROOT,
                "%s: the mark's root mean square is %.3f on average, %.3f at most%n",
                set,
                all.stream().mapToDouble(v -> v).average().orElse(0),
                all.stream().mapToDouble(v -> v).max().orElse(0)));
    }
}
