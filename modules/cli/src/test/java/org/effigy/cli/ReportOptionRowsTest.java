package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.printed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.ImageSetFacts;
import org.effigy.evaluation.NearPair;

/** The table's rows for {@code effigy report} and {@code effigy studio}. */
final class ReportOptionRowsTest extends OptionTable {
    private static final String REPORT = "report {eval} --out {out}/page.html";
    private static final String FREE_PORT = freePort();
    private static final String STUDIO = "studio {eval} --time 1s";

    @Override
    List<OptionRow> rows() {
        return List.of(
                option("--out {out}/other.html")
                        .in(REPORT)
                        .shows(files(""), "page.html page.json page.md", "other.html other.json other.md"),
                option("--show-real").in(REPORT).shows(run -> real(run.out()), "not shown", "shown"),
                option("--compare {other}")
                        .in(REPORT)
                        .shows(printed("(Compared: of 1 figures)"), "", "Compared: of 1 figures"),
                option("--port {port}")
                        .in(STUDIO)
                        .shows(run -> String.valueOf(run.printed().contains(":" + word("port", 0) + "/")), false, true),
                option("--time 2s")
                        .in(STUDIO)
                        .shows(printed("(Ended after [0-9.]+ s)"), "Ended after 1.0 s", "Ended after 2.0 s"));
    }

    /** Returns what a page says of real images. */
    private static String real(Path folder) throws IOException {
        String page = Files.readString(folder.resolve("page.html"));
        return page.contains("Shows real images") ? "shown" : page.contains("are not shown here") ? "not shown" : "";
    }

    @Override
    Map<String, Maker> places() {
        return Map.of(
                "eval", path -> evaluation(path, 0.5),
                "other", path -> evaluation(path, 0.6));
    }

    @Override
    String word(String name, int run) {
        return name.equals("port") ? FREE_PORT : super.word(name, run);
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an evaluation with one figure. */
    static void evaluation(Path folder, double value) throws IOException {
        Files.createDirectories(folder);
        var facts = new ImageSetFacts("train", 1, 1, Map.of(), "a", List.of());
        Figure figure = new Figure(
                "fidelity.kid",
                "random",
                Cell.ALL,
                60,
                "",
                "lower",
                Optional.of(new Estimate(value, value - 0.1, value + 0.1)),
                Optional.empty(),
                "");
        new Evaluation(
                        Evaluation.FORMAT,
                        Evaluation.VERSION,
                        "test",
                        1,
                        Map.of(),
                        facts,
                        facts,
                        facts,
                        List.of(figure),
                        List.of(),
                        List.of(new NearPair(0, 0, "pixels", 1, 0.5, 0.9, "", false)),
                        List.of(),
                        List.of(),
                        List.of())
                .write(folder);
    }
}
