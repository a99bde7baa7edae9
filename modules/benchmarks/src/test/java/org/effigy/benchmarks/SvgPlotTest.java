package org.effigy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.effigy.benchmarks.SvgPlot.Axis;
import org.effigy.benchmarks.SvgPlot.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Plots, read back as XML: where ticks and points lie. */
final class SvgPlotTest {
    /** The plot's area: from these pixels to those. */
    private static final double LEFT = 78;

    private static final double RIGHT = 616;
    private static final double BOTTOM = 316;
    private static final double TOP = 62;

    /** Places are written with one decimal. */
    private static final double PIXEL = 0.051;

    /** A tick of the horizontal axis. */
    private record Tick(String text, double x) {}

    private static List<Element> elements(String svg, String name) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < document.getElementsByTagName(name).getLength(); i++) {
            elements.add((Element) document.getElementsByTagName(name).item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<Tick> ticks(String svg) throws Exception {
        return elements(svg, "text").stream()
                .filter(text -> number(text, "y") == BOTTOM + 19)
                .map(text -> new Tick(text.getTextContent(), number(text, "x")))
                .toList();
    }

    private static List<String> labels(List<Tick> ticks) {
        return ticks.stream().map(Tick::text).toList();
    }

    private static String plot(Axis x, double[]... points) {
        return new SvgPlot("title", "note", x, new Axis("y", false), List.of(new Series("s", List.of(points)))).svg();
    }

    /** An axis from low / 1.3 to 1.3 high. */
    private static double logarithmic(double value, double low, double high) {
        return LEFT + (RIGHT - LEFT) * Math.log(value * 1.3 / low) / Math.log(high * 1.3 * 1.3 / low);
    }

    @Test
    void marksAreTheTicks() throws Exception {
        List<Tick> ticks = ticks(plot(
                new Axis("pixels", true, List.of(32.0, 64.0, 128.0)),
                new double[] {32, 1},
                new double[] {64, 2},
                new double[] {128, 8}));
        assertEquals(List.of("32", "64", "128"), labels(ticks));
        for (Tick tick : ticks) {
            assertEquals(logarithmic(Double.parseDouble(tick.text()), 32, 128), tick.x(), PIXEL);
        }
        // Doubling is the same way everywhere.
        assertEquals(
                ticks.get(1).x() - ticks.get(0).x(),
                ticks.get(2).x() - ticks.get(1).x(),
                2 * PIXEL);
    }

    @Test
    void aPlotIsTheSameInEveryLanguage() {
        double[][] points = {{1.5, 0.25}, {2.5, 1000}};
        String usual = plot(new Axis("x", false), points);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertEquals(usual, plot(new Axis("x", false), points));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void withoutMarksTicksAreRoundNumbers() throws Exception {
        assertEquals(
                List.of("50", "100"),
                labels(ticks(plot(new Axis("x", true), new double[] {32, 1}, new double[] {128, 2}))));
        assertEquals(
                List.of("1", "10", "100", "1,000", "10,000"),
                labels(ticks(plot(new Axis("x", true), new double[] {1, 1}, new double[] {10_000, 2}))));
        assertEquals(
                List.of("0", "100", "200", "300", "400"),
                labels(ticks(plot(new Axis("x", false), new double[] {50, 1}, new double[] {400, 2}))));
    }

    @Test
    void pointsLieWhereTheirValuesAre() throws Exception {
        String svg = plot(new Axis("x", false), new double[] {0, 0}, new double[] {50, 30}, new double[] {100, 60});
        double[][] expected = {
            {LEFT, BOTTOM},
            {LEFT + (RIGHT - LEFT) * 50 / 110, BOTTOM - (BOTTOM - TOP) * 30 / 66},
            {LEFT + (RIGHT - LEFT) * 100 / 110, BOTTOM - (BOTTOM - TOP) * 60 / 66}
        };
        List<Element> circles = elements(svg, "circle");
        assertEquals(expected.length, circles.size());
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i][0], number(circles.get(i), "cx"), PIXEL);
            assertEquals(expected[i][1], number(circles.get(i), "cy"), PIXEL);
            line.append(i == 0 ? "" : " ")
                    .append(circles.get(i).getAttribute("cx"))
                    .append(',')
                    .append(circles.get(i).getAttribute("cy"));
        }
        assertEquals(line.toString(), elements(svg, "polyline").get(0).getAttribute("points"));
    }

    @Test
    void severalSeriesAreNamed() throws Exception {
        List<Series> series = List.of(
                new Series("one <&", List.<double[]>of(new double[] {1, 1})),
                new Series("two", List.<double[]>of(new double[] {2, 2})));
        String svg = new SvgPlot("t", "n", new Axis("x", false), new Axis("y", false), series).svg();
        List<String> texts =
                elements(svg, "text").stream().map(Element::getTextContent).toList();
        assertTrue(texts.containsAll(List.of("one <&", "two", "t", "n", "x", "y")), texts::toString);
        assertEquals(
                2,
                elements(svg, "polyline").stream()
                        .map(line -> line.getAttribute("stroke"))
                        .distinct()
                        .count());
    }

    @Test
    void aLogarithmicAxisRefusesZero() {
        Axis axis = new Axis("files", true);
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> plot(axis, new double[] {0, 1}, new double[] {5, 2}));
        assertEquals("files: a logarithmic axis has no 0.0", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.05, 0.05", "1, 1", "12.345, 12.3", "999.4, 999", "1000, '1,000'", "100000, '100,000'"})
    void numbersAreForPeople(double value, String text) {
        assertEquals(text, SvgPlot.number(value));
    }

    @Test
    void everyMeasurementIsPlottedAndTicksOfPixelsAreWhatWasMeasured() throws Exception {
        assertEquals(
                Scaling.points(false).keySet().stream().sorted().toList(),
                Arrays.stream(ScalingPlot.values())
                        .map(ScalingPlot::measure)
                        .distinct()
                        .sorted()
                        .toList());
        List<double[]> rows =
                List.of(new double[] {32, 250, 50}, new double[] {64, 350, 90}, new double[] {128, 1700, 450});
        SvgPlot plot = ScalingPlot.PIXELS_TIME.of(rows, "a machine");
        assertEquals(List.of("32", "64", "128"), labels(ticks(plot.svg())));
        assertEquals(
                List.of("training step", "prediction"),
                plot.series().stream().map(Series::name).toList());
        assertEquals(450, plot.series().get(1).points().get(2)[1]);
    }

    @Test
    void plotsTakeTheirColumn() {
        List<double[]> rows = List.of(new double[] {1000, 2, 170}, new double[] {16_000, 9, 210});
        assertEquals(
                9, ScalingPlot.FILES_TIME.of(rows, "").series().get(0).points().get(1)[1]);
        assertEquals(
                210,
                ScalingPlot.FILES_MEMORY.of(rows, "").series().get(0).points().get(1)[1]);
        assertEquals(
                List.of(1000.0, 16_000.0),
                ScalingPlot.FILES_TIME.of(rows, "").x().marks());
        // Milliseconds per image.
        List<double[]> batches = List.of(new double[] {1, 100, 10}, new double[] {8, 400, 40});
        assertEquals(
                50,
                ScalingPlot.BATCH_TIME.of(batches, "").series().get(0).points().get(1)[1]);
    }
}
