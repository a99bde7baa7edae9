package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.AtomicFiles;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.LabelValues;

/**
 * The folder that a classifier is trained from: {@code table.csv} with a line for each image, real ones by their place in the data
 * folder, synthetic ones copied to {@code synthetic}. It names files of patients, so it stays where the data is.
 *
 * @param share of the weight that synthetic images have in every class
 * @param values of each real image by index id, where images may have several: the classes are then those of the question, and a
 *     column {@code class} of their own; empty where an image has one
 */
record BalanceFolder(Path folder, double share, Map<Integer, String> values) {
    static final String TABLE = "table.csv";

    private static final String README =
            """
            # Training images of a balanced class

            `table.csv` has a line for each image: `file` (absolute for real images, otherwise in this folder), `frame` (0 for the
            first or only one), `label`, `weight`, `origin` (real or synthetic), `patient` (a number; empty for synthetic images, which
            are of nobody).

            Multiply the loss of each image by its weight, or draw images with these probabilities. The weights make all classes
            count alike, and give synthetic images the same part in each, so that who made an image says nothing of its class.
            They are 1 on average. Leave out no class's synthetic images.

                import csv
                rows = list(csv.DictReader(open("table.csv")))
                files = [r["file"] for r in rows]
                labels = [r["label"] for r in rows]
                weights = [float(r["weight"]) for r in rows]
                # PyTorch: torch.utils.data.WeightedRandomSampler(weights, len(weights))

            No test image is in it. Judge what is trained on real images of other patients only.
            """;

    private static final String SEVERAL =
            """

            Images may have several values: `label` has all that are known of one, and `class` says whether the balanced one is among
            them; of a synthetic image no other is known. The weights are for telling the two classes in `class` apart.
            """;

    /** Returns the weight of a real or synthetic image of a class; 1 on average over all images of all classes. */
    static double weight(double share, boolean synthetic, int reals, int synthetics, int all, int classes) {
        double part = synthetics == 0 ? 1 : synthetic ? share : 1 - share;
        return part * all / classes / (synthetic ? synthetics : reals);
    }

    /**
     * Writes the folder.
     *
     * @param pool where the synthetic images are
     * @param files their names by class
     */
    void write(DatasetIndex index, Path pool, Map<String, List<String>> files) throws IOException {
        List<IndexEntry> reals = index.entries(Split.TRAIN).stream()
                .filter(entry -> files.containsKey(entry.label()))
                .toList();
        Map<String, Integer> counts = new TreeMap<>();
        reals.forEach(entry -> counts.merge(entry.label(), 1, Integer::sum));
        boolean none = share == 0;
        int all = reals.size()
                + (none ? 0 : files.values().stream().mapToInt(List::size).sum());
        StringBuilder table =
                new StringBuilder("file,frame,label,weight,origin,patient" + (values.isEmpty() ? "" : ",class") + "\n");
        Map<String, Integer> patients = new TreeMap<>();
        for (IndexEntry entry : reals) {
            int made = none ? 0 : files.get(entry.label()).size();
            int patient = patients.computeIfAbsent(entry.patientKey(), key -> patients.size() + 1);
            String place = Path.of(index.root()).resolve(entry.path()).toString();
            line(
                    table,
                    place,
                    entry.frame(),
                    values.getOrDefault(entry.id(), entry.label()),
                    weight(share, false, counts.get(entry.label()), made, all, files.size()),
                    "real",
                    patient + question(entry.label()));
        }
        Files.createDirectories(folder.resolve("synthetic"));
        for (Map.Entry<String, List<String>> of : files.entrySet()) {
            List<String> names = none ? List.of() : of.getValue();
            for (String name : names) {
                String copy = "synthetic/" + name.replace('/', '-');
                AtomicFiles.write(folder.resolve(copy), Files.readAllBytes(pool.resolve(name)));
                line(
                        table,
                        copy,
                        0,
                        values.isEmpty() || !of.getKey().startsWith(LabelValues.without("")) ? of.getKey() : "",
                        weight(share, true, counts.get(of.getKey()), names.size(), all, files.size()),
                        "synthetic",
                        question(of.getKey()));
            }
        }
        AtomicFiles.write(folder.resolve(TABLE), table.toString());
        AtomicFiles.write(folder.resolve("README.md"), README + (values.isEmpty() ? "" : SEVERAL));
    }

    private String question(String name) {
        return values.isEmpty() ? "" : "," + quoted(name);
    }

    private static void line(
            StringBuilder table, String file, int frame, String label, double weight, String origin, String patient) {
        table.append(quoted(file))
                .append(',')
                .append(frame)
                .append(',')
                .append(quoted(label))
                .append(',')
                .append(String.format(Locale.ROOT, "%.6f", weight))
                .append(',')
                .append(origin)
                .append(',')
                .append(patient)
                .append('\n');
    }

    /** Returns a cell of a table, in quotes where it needs them. */
    static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
