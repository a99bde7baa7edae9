package org.effigy.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.benchmarks.StudyImage.Tone;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomException;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.GrayImage;
import org.effigy.dicom.GrayImages;
import org.effigy.dicom.burnedin.LineCandidate;
import org.effigy.dicom.burnedin.TextDetector;

/**
 * How often {@link TextDetector} finds writing that is drawn into real radiographs, and how often it finds some where there
 * is none. {@code measure DATA N SEED} prints the tables, on the test split of DATA/cxr128 and on the radiographs of
 * DATA/dicom-samples; {@code features DATA N SEED FILE} writes what the model sees on the training split, for
 * scripts/fit-text-model.py. Texts, fonts, places and smoothing are drawn at random.
 */
final class TextDetectorStudy {
    private static final int[] SMALL_SIZES = {8, 10, 12, 16, 24};
    private static final int[] SIZES = {8, 12, 16, 24, 32, 40};
    private static final int FACTOR = 8;
    /** Enlarging and drawing into large images is slow: one of so many. */
    private static final int LARGE_EVERY = 8;

    private final Path data;
    private final Random random;
    private final PrintWriter out;

    private TextDetectorStudy(Path data, long seed, PrintWriter out) {
        this.data = data;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Begins with the words of the command line. */
    public static void main(String[] words) throws IOException {
        int images = Integer.parseInt(words[2]);
        long seed = Long.parseLong(words[3]);
        if (words[0].equals("features")) {
            try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(Path.of(words[4])))) {
                new TextDetectorStudy(Path.of(words[1]), seed, file).features(images);
            }
        } else {
            PrintWriter terminal = new PrintWriter(System.out, true);
            new TextDetectorStudy(Path.of(words[1]), seed, terminal).measure(images);
        }
    }

    private void measure(int most) throws IOException {
        List<StudyImage> small = radiographs("test", most);
        List<StudyImage> large = enlarged(small);
        List<StudyImage> real = dicom();
        out.println("clean images in which writing is found");
        falseAlarms("128 x 128, as they are", small);
        falseAlarms("1024 x 1024, enlarged", large);
        falseAlarms("DICOM, as they are", real);
        table("128 x 128", small, SMALL_SIZES, 1);
        table("1024 x 1024, enlarged", large, SIZES, 1);
        table("DICOM, 1024 to 2140 pixels", real, SIZES, 3);
    }

    private void falseAlarms(String name, List<StudyImage> images) {
        long found = images.stream().filter(TextDetectorStudy::found).count();
        out.printf(Locale.ROOT, "  %s: %d of %d%n", name, found, images.size());
    }

    /** Draws a text into each image, several times, for each size and tone. */
    private void table(String name, List<StudyImage> images, int[] sizes, int rounds) {
        out.println("writing found, " + name + ", by the font's size in pixels");
        out.println("            "
                + Arrays.stream(sizes)
                        .mapToObj(s -> String.format(Locale.ROOT, "%6d", s))
                        .collect(Collectors.joining()));
        for (Tone tone : Tone.values()) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "  %-10s", tone.name().toLowerCase(Locale.ROOT)));
            for (int size : sizes) {
                int hits = 0;
                for (int round = 0; round < rounds; round++) {
                    for (StudyImage image : images) {
                        hits += found(image.with(StudyImage.text(random), size, tone, random)) ? 1 : 0;
                    }
                }
                line.append(String.format(Locale.ROOT, "%5.0f%%", 100.0 * hits / (rounds * images.size())));
            }
            out.println(line + "   of " + rounds * images.size() + " each");
        }
    }

    private static boolean found(StudyImage image) {
        return TextDetector.hasText(image.values(), image.rows(), image.columns());
    }

    private void features(int most) throws IOException {
        List<StudyImage> small = radiographs("train", most);
        write("small", small, SMALL_SIZES);
        write("large", enlarged(small), SIZES);
    }

    /** Writes the candidates of each image as it is, and with a text. */
    private void write(String set, List<StudyImage> images, int[] sizes) {
        for (int i = 0; i < images.size(); i++) {
            StudyImage image = images.get(i);
            Tone tone = Tone.values()[i / sizes.length % Tone.values().length];
            write(set, 0, i, image, image);
            write(set, 1, i, image.with(StudyImage.text(random), sizes[i % sizes.length], tone, random), image);
        }
    }

    /** A candidate counts as writing where the pixels differ from those of the clean image. */
    private void write(String set, int text, int number, StudyImage image, StudyImage clean) {
        out.println(String.join("\t", set, Integer.toString(text), Integer.toString(number), "image"));
        for (LineCandidate line : TextDetector.candidates(image.values(), image.rows(), image.columns())) {
            boolean drawn = differs(line, image, clean);
            if (text == 0 || drawn) {
                out.println(String.join("\t", set, Integer.toString(text), Integer.toString(number), "line") + "\t"
                        + line.properties().stream()
                                .map(p -> String.format(Locale.ROOT, "%.4f", p))
                                .collect(Collectors.joining("\t")));
            }
        }
    }

    private static boolean differs(LineCandidate line, StudyImage image, StudyImage clean) {
        int right = Math.min(image.columns(), line.box().x() + line.box().width());
        int bottom = Math.min(image.rows(), line.box().y() + line.box().height());
        for (int y = line.box().y(); y < bottom; y++) {
            for (int x = line.box().x(); x < right; x++) {
                if (image.values()[y * image.columns() + x] != clean.values()[y * image.columns() + x]) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<StudyImage> radiographs(String split, int most) throws IOException {
        Path folder = data.resolve("cxr128");
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("labels.csv")));
        lines.remove(0);
        Collections.shuffle(lines, random);
        List<StudyImage> images = new ArrayList<>();
        for (String line : lines) {
            String[] columns = line.split(",", -1);
            if (columns[3].equals(split) && images.size() < most) {
                images.add(image(GrayImages.read(folder.resolve(columns[0]))));
            }
        }
        return images;
    }

    private static StudyImage image(GrayImage image) {
        float[] values = new float[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i];
        }
        return new StudyImage(image.rows(), image.columns(), values);
    }

    private List<StudyImage> enlarged(List<StudyImage> images) {
        List<StudyImage> out = new ArrayList<>();
        for (int i = 0; i < images.size(); i += LARGE_EVERY) {
            out.add(images.get(i).enlarged(FACTOR, random));
        }
        return out;
    }

    /** Returns the radiographs among the samples, each once. */
    private List<StudyImage> dicom() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(data.resolve("dicom-samples"))) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        List<StudyImage> images = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (!name.contains("RG1_J2KI")
                    && !name.contains("RG3_J2KR")
                    && !name.contains("RG2_JPLY.dcm")
                    && !name.contains("torchxrayvision_1.2.276")) {
                continue;
            }
            try {
                DicomImage image = DicomImage.of(Dicom.read(file));
                images.add(new StudyImage(image.rows(), image.columns(), image.modalityValues(0)));
            } catch (DicomException e) {
                out.println("a sample cannot be decoded: " + e.getMessage());
            }
        }
        return images;
    }
}
