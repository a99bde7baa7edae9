package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.effigy.report.chart.IntervalStrip;
import org.effigy.report.chart.IntervalStrip.Range;
import org.effigy.report.chart.LineChart;
import org.effigy.report.document.Plot;
import org.effigy.report.run.MetricsTail.Memory;
import org.effigy.report.run.MetricsTail.Step;
import org.junit.jupiter.api.Test;

final class ChartsTest {
    private static List<Double> numbers(String svg, String pattern) {
        return Pattern.compile(pattern)
                .matcher(svg)
                .results()
                .map(MatchResult::group)
                .flatMap(found -> Pattern.compile("-?[0-9.]+").matcher(found).results())
                .map(number -> Double.parseDouble(number.group()))
                .toList();
    }

    @Test
    void aLineGoesThroughItsValues() {
        List<Double> x = List.of(0.0, 5.0, 10.0);
        String svg = new LineChart("x", "y", List.of(new LineChart.Line("one", x, List.of(0.0, 1.0, 0.5))), false)
                .svg("a & <b>");
        assertTrue(svg.startsWith("<svg") && svg.endsWith("</svg>"), svg);
        assertTrue(svg.contains("aria-label=\"a &amp; &lt;b&gt;\""));
        List<Double> places = numbers(svg, " d=\"[^\"]*\"");
        // From 44 to 352 across; 0 lies at 180 and 1.05 at 22, with y downwards.
        double[] expected = {44, 180, 198, 180 - 158 / 1.05, 352, 180 - 79 / 1.05};
        assertEquals(expected.length, places.size(), svg);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], places.get(i), 0.06);
        }
    }

    @Test
    void aValueThatIsNotFiniteIsAGap() {
        List<Double> x = List.of(0.0, 1.0, 2.0, 3.0);
        List<Double> y = List.of(1.0, 2.0, Double.NaN, 1.0);
        String svg = new LineChart("x", "y", List.of(new LineChart.Line("one", x, y)), false).svg("words");
        assertEquals(
                2,
                Pattern.compile("M")
                        .matcher(svg.replaceAll(".* d=\"([^\"]*)\".*", "$1"))
                        .results()
                        .count());
    }

    @Test
    void carriesNoColourAndNoStyleOfItsOwn() {
        String svg = new IntervalStrip(new Range(0.1, 0.2, 0.3), Optional.of(new Range(0, 0.05, 0.1))).svg("words");
        assertFalse(svg.contains("style=") || svg.contains("rgb") || svg.contains("#") || svg.contains("font"), svg);
        assertTrue(svg.contains("f-band") && svg.contains("s-two") && svg.contains("t-middle"));
    }

    @Test
    void theBandLiesWhereTheFloorIs() {
        String svg = new IntervalStrip(new Range(8, 9, 10), Optional.of(new Range(0, 1, 2))).svg("words");
        double x = numbers(svg, "<rect[^>]* x=\"[^\"]*\"").stream()
                .reduce((a, b) -> b)
                .orElseThrow();
        // The axis goes from 0 at 6 to 10.5 at 294.
        assertEquals(6, x, 0.06);
        assertTrue(svg.contains("width=\"" + Math.round(288 * 2 / 10.5 * 10) / 10.0 + "\""), svg);
    }

    @Test
    void aTrainingOfOneStepHasNoChart() {
        Step step = new Step(1, 1, 1, 1e-4, 10, 1, Map.of(), Optional.empty());
        assertEquals(List.of(), Charts.training(List.of(step)));
    }

    @Test
    void aLongTrainingIsThinnedButKeepsItsEnds() {
        List<Step> steps = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i -> new Step(
                        i,
                        1.0 / i,
                        1.0 / i,
                        1e-4,
                        10,
                        i,
                        Map.of("generator", 1.0, "discriminator", 2.0),
                        Optional.empty()))
                .toList();
        List<Plot> plots = Charts.training(steps);
        assertEquals(
                List.of("Loss", "Parts of the loss", "Learning rate"),
                plots.stream().map(Plot::title).toList());
        List<Double> x = plots.get(0).lines().get(0).x();
        assertTrue(x.size() <= 240 && x.get(0) == 1 && x.get(x.size() - 1) == 100_000);
        assertEquals(2, plots.get(1).lines().size());
    }

    @Test
    void everyWatchedCheckpointIsDrawnAlsoInALongTraining() {
        List<Step> steps = IntStream.rangeClosed(1, 10_000)
                .mapToObj(i -> new Step(
                        i,
                        1,
                        1,
                        1e-4,
                        10,
                        i,
                        Map.of(),
                        i % 1001 == 0
                                ? Optional.of(new Memory(0.1, 0.1 + i / 1e5, i % 2002 == 0 ? 0.25 : Double.NaN, 0.125))
                                : Optional.empty()))
                .toList();
        List<Plot> plots = Charts.training(steps);
        assertEquals(
                List.of(
                        "Loss",
                        "Loss on images it learns from and on others",
                        "Share that lies at one training image",
                        "Learning rate"),
                plots.stream().map(Plot::title).toList());
        assertEquals(
                List.of(1001.0, 2002.0, 3003.0, 4004.0, 5005.0, 6006.0, 7007.0, 8008.0, 9009.0),
                plots.get(1).lines().get(0).x());
        assertEquals(0.1 + 1001 / 1e5, plots.get(1).lines().get(1).y().get(0), 1e-12);
        assertEquals(
                List.of(2002.0, 4004.0, 6006.0, 8008.0),
                plots.get(2).lines().get(0).x());
        assertEquals(
                List.of(0.25, 0.25, 0.25, 0.25), plots.get(2).lines().get(0).y());
    }
}
