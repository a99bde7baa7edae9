package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.effigy.networks.families.Family;

/** Small data and runs that several tables of options name in their command lines; each is made where it is first named. */
final class OptionData {
    /** How {@code train} is called for the least work. */
    static final String TINY = " --preset tiny --size 32 --batch 2 --steps 1 --preview-every 0 --threads 1"
            + " --allow-synthetic --device cpu --precision float32";

    /** Rules that paint over the left eighth of every image. */
    static final String MASKS =
            """
            {"format": "effigy-masks", "version": 1, "rules": [
              {"modality": "*", "rows": 0, "columns": 0, "unit": "fraction",
               "areas": [{"x": 0, "y": 0, "width": 0.125, "height": 1}]}]}
            """;

    private OptionData() {}

    /** Returns the makers of {@code {ct}}, {@code {ct.json}}, {@code {slice.dcm}}, {@code {cr}}, {@code {cr.json}} and {@code {key}}. */
    static Map<String, OptionTable.Maker> images(OptionTable table) {
        Map<String, OptionTable.Maker> places = new TreeMap<>();
        for (String kind : new String[] {"ct", "cr"}) {
            places.put(kind, path -> OptionTable.effigy("phantom", path, "--kind", kind, "-n", 6, "--size", 64));
            places.put(
                    kind + ".json",
                    path -> OptionTable.effigy(
                            "index", table.place(kind), "--out", path, "--allow-synthetic", "--shares", "1,0,0"));
        }
        places.put("masks", path -> OptionTable.effigy("phantom", path, "-n", 6, "--size", 64, "--masks"));
        places.put(
                "masks.json",
                path -> OptionTable.effigy(
                        "index", table.place("masks"), "--out", path, "--allow-synthetic", "--shares", "1,0,0"));
        places.put("doses.csv", path -> {
            StringBuilder doses = new StringBuilder("file,dose\n");
            for (int i = 0; i < 6; i++) {
                doses.append("ct-00000" + i + ".dcm," + (i + 1) + "\n");
            }
            Files.writeString(path, doses);
        });
        places.put("slice.dcm", path -> Files.copy(slices(table.place("ct")).get(0), path));
        places.put("key", path -> Files.writeString(path, "0123456789abcdef"));
        places.put("key-2", path -> Files.writeString(path, "another secret of 16"));
        return places;
    }

    /** Returns the DICOM files of a folder of phantoms, in their order. */
    static List<Path> slices(Path phantoms) throws IOException {
        try (var files = Files.walk(phantoms)) {
            return files.filter(file -> file.toString().endsWith(".dcm"))
                    .sorted()
                    .toList();
        }
    }

    /** Trains a model of a family for one step on the images of an index. */
    static void train(String family, Path index, Path run) {
        OptionTable.effigy(words("train " + family + " --data " + index + " --out " + run + TINY));
    }

    /** As {@link #train}, with more options. */
    static void train(String family, Path index, Path run, String more) {
        OptionTable.effigy(words("train " + family + " --data " + index + " --out " + run + TINY + " " + more));
    }

    /** Trains a DDPM so fast that guidance, sampler, rounding and moving average show in its pixels after a few steps. */
    static void trainFar(Path index, Path run) {
        String far = TINY.replace("--steps 1", "--steps 3 --learning-rate 0.5 --ema 0.5");
        OptionTable.effigy(words("train ddpm --data " + index + " --out " + run + far));
    }

    /** Returns what the command line of a family says of its first stage, in the place {@code {first}}; of others nothing. */
    static String firstStage(String family) {
        return Family.named(family).hasFirstStage() ? " --first-stage {first}" : "";
    }

    /** Returns the families that {@code effigy train} knows. */
    static Set<String> families() {
        return Effigy.commandLine()
                .getSubcommands()
                .get("train")
                .getSubcommands()
                .keySet();
    }

    private static Object[] words(String line) {
        return line.split(" ");
    }

    /** Copies a folder with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
