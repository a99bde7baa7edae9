package org.effigy.dicom.burnedin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.effigy.dicom.burnedin.TextLines.Line;

/**
 * Whether a line of pieces is writing: logistic regression on a few of its properties. The weights are the resource
 * text-line-model.tsv, one per line with its name, then the bias and the threshold; scripts/fit-text-model.py makes it.
 */
final class TextLineModel {
    /** Names of the properties, in the order of {@link #properties}. */
    static final List<String> NAMES = List.of(
            "characters",
            "pieces",
            "heights",
            "bases",
            "contrast",
            "spread",
            "sharpness",
            "levels",
            "fill",
            "width",
            "height");

    /** How much clearer a line of three characters must be in a large image. */
    private static final double SHORT_LINE = 1.7;

    private static final double[] MODEL = read();

    private TextLineModel() {}

    /** Returns the properties of a line, each within bounds so that none rules alone. */
    static double[] properties(Line line) {
        List<Glyph> glyphs = line.glyphs();
        double height = line.height();
        double contrast = mean(glyphs, Glyph::contrast);
        Box box = line.box();
        return new double[] {
            Math.min(log2(line.characters()), 3.5),
            Math.min(log2(glyphs.size()), 3),
            Math.min(deviation(glyphs, g -> g.box().height()) / height, 0.6),
            Math.min(deviation(glyphs, Glyph::bottom) / height, 0.6),
            log2(Math.max(contrast, 10)) - 6,
            5 * Math.min(mean(glyphs, g -> g.spread() / g.contrast()), 0.2),
            Math.min(mean(glyphs, Glyph::sharpness), 1.2),
            5 * Math.min(deviation(glyphs, Glyph::level) / contrast, 0.2),
            Math.min(fill(glyphs), 1),
            Math.min(log2(Math.max((double) box.width() / box.height(), 0.25)), 3.5),
            Math.min(log2(height / 8), 2)
        };
    }

    /**
     * Says whether a line is writing.
     *
     * @param large whether the image is: it shows so many details that three of them fall into line now and then
     */
    static boolean isText(Line line, boolean large) {
        double[] properties = properties(line);
        double score = MODEL[properties.length];
        for (int i = 0; i < properties.length; i++) {
            score += MODEL[i] * properties[i];
        }
        double more = large && line.characters() == 3 ? SHORT_LINE : 0;
        return score > MODEL[properties.length + 1] + more;
    }

    /** Says whether one or two characters stand there: strong, of one grey level, with sharp edges. */
    static boolean isMarker(Line line) {
        List<Glyph> glyphs = line.glyphs();
        Box box = line.box();
        double shape = (double) box.width() / box.height();
        double fill = fill(glyphs);
        return mean(glyphs, Glyph::contrast) >= 90
                && mean(glyphs, g -> g.spread() / g.contrast()) <= 0.08
                && mean(glyphs, Glyph::sharpness) >= 0.7
                && fill >= 0.25
                && fill <= 0.85
                && shape >= 0.3
                && shape <= 2.2
                && line.height() >= 6;
    }

    private static double fill(List<Glyph> glyphs) {
        return mean(glyphs, g -> (double) g.area() / (g.box().width() * g.box().height()));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static double mean(List<Glyph> glyphs, ToDoubleFunction<Glyph> property) {
        return glyphs.stream().mapToDouble(property).average().orElse(0);
    }

    private static double deviation(List<Glyph> glyphs, ToDoubleFunction<Glyph> property) {
        double mean = mean(glyphs, property);
        return Math.sqrt(mean(glyphs, g -> (property.applyAsDouble(g) - mean) * (property.applyAsDouble(g) - mean)));
    }

    private static double[] read() {
        try (InputStream in = TextLineModel.class.getResourceAsStream("text-line-model.tsv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            double[] model = reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .mapToDouble(line -> Double.parseDouble(line.split("\t", -1)[1]))
                    .toArray();
            if (model.length != NAMES.size() + 2) {
                throw new IllegalStateException("text-line-model.tsv has " + model.length + " numbers");
            }
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
