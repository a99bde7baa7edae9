package org.effigy.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * What was found when synthetic images were judged beside real ones; {@code evaluation.json}, see the package's
 * documentation.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param codeVersion of the program that made it
 * @param seed all chance follows from it
 * @param settings what was asked, the options by name as text
 * @param train the real images the model learned from
 * @param holdout real images of other patients
 * @param synthetic the images that are judged
 * @param figures in the order of a report
 * @param curves histograms, spectra, calibration and the like
 * @param pairs nearest pairs of a synthetic and a training image, the nearest first
 * @param verdicts in words, on handing out images and on handing out weights
 * @param assumptions what the figures take for granted, a sentence each
 * @param warnings what whoever reads the figures should know, a sentence each
 */
public record Evaluation(
        String format,
        int version,
        String codeVersion,
        long seed,
        Map<String, String> settings,
        ImageSetFacts train,
        ImageSetFacts holdout,
        ImageSetFacts synthetic,
        List<Figure> figures,
        List<Curve> curves,
        List<NearPair> pairs,
        List<Verdict> verdicts,
        List<String> assumptions,
        List<String> warnings) {
    public static final String FORMAT = "effigy-evaluation";
    public static final int VERSION = 1;

    /** The file's name in its folder. */
    public static final String FILE = "evaluation.json";

    public Evaluation {
        Check.argument(FORMAT.equals(format), () -> "format is not " + FORMAT);
        Check.argument(version == VERSION, () -> "version is " + version + ", supported is " + VERSION);
        settings = Map.copyOf(settings);
        figures = List.copyOf(figures);
        curves = List.copyOf(curves);
        pairs = List.copyOf(pairs);
        verdicts = List.copyOf(verdicts);
        assumptions = List.copyOf(assumptions);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the evaluation in a folder.
     *
     * @throws InputException if it is no evaluation or of another version
     */
    public static Evaluation read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Map<String, String> head = Json.head(file, Set.of("format", "version"), FILE);
        if (!FORMAT.equals(head.get("format"))) {
            throw new InputException(FILE + ": not an evaluation of effigy; name the folder that 'evaluate' wrote");
        }
        if (!String.valueOf(VERSION).equals(head.get("version"))) {
            throw new InputException(FILE + ": version " + head.get("version") + ", supported is " + VERSION
                    + "; make it again with this program");
        }
        return Json.read(file, Evaluation.class, FILE);
    }

    /** Writes it to a folder, atomically. */
    public void write(Path folder) throws IOException {
        Json.write(folder.resolve(FILE), this);
    }
}
