package org.effigy.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.Json;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;

/**
 * Prints what differential privacy costs: {@code PrivacyStudy OUT}, a folder of {@code scripts/dp-study} with evaluations {@code
 * eval-none}, {@code eval-10}, ... Each has a line per figure: KID, near copies, and the attacks on membership, with intervals and
 * floors.
 */
public final class PrivacyStudy {
    private static final List<String> SHOWN = List.of("fidelity.kid", "privacy.copies.share", "privacy.membership");

    private PrivacyStudy() {}

    /** Prints the table. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        List<Path> evaluations;
        try (Stream<Path> entries = Files.list(Path.of(arguments[0]))) {
            evaluations = entries.filter(e -> e.getFileName().toString().startsWith("eval-"))
                    .map(e -> e.resolve(Evaluation.FILE))
                    .filter(Files::exists)
                    .sorted(Comparator.comparing(Path::toString))
                    .collect(Collectors.toList());
        }
        out.println("| epsilon | figure | space or attack | value | floor |");
        out.println("|---|---|---|---|---|");
        for (Path file : evaluations) {
            String epsilon = file.getParent().getFileName().toString().substring("eval-".length());
            Json.read(file, Evaluation.class, Evaluation.FILE).figures().stream()
                    .filter(figure ->
                            figure.cell().equals(Cell.ALL) && SHOWN.stream().anyMatch(figure.id()::startsWith))
                    .forEach(figure -> out.println(line(epsilon, figure)));
        }
    }

    private static String line(String epsilon, Figure figure) {
        return String.join(
                " | ",
                "| " + epsilon,
                figure.id(),
                figure.space(),
                figure.measured().isEmpty() ? figure.note() : text(figure.measured()),
                text(figure.floor()) + " |");
    }

    private static String text(Optional<Estimate> estimate) {
        return estimate.map(e -> String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", e.value(), e.low(), e.high()))
                .orElse("");
    }
}
