package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;

/**
 * An evaluation that was computed again from its recorded command, beside the recorded one.
 *
 * @param same figures that agree
 * @param different figures that do not, by id, space and cell; a figure that only one of them has is one
 * @param otherImages whether a set of images is not the one that was judged
 */
record ReplayedEvaluation(int same, List<String> different, boolean otherImages) {
    /** Sums in another order differ by less; figures are given to three digits. */
    private static final double TOLERANCE = 1e-6;

    ReplayedEvaluation {
        different = List.copyOf(different);
    }

    /**
     * Computes the evaluation in a folder again.
     *
     * @param err where a failure is told
     * @return empty where it could not be computed
     */
    static Optional<ReplayedEvaluation> of(Path folder, PrintWriter err) throws IOException {
        Evaluation recorded = Evaluation.read(folder);
        RecordedCommand command = RecordedCommand.read(folder)
                .orElseThrow(() -> new InputException(folder + ": no " + RecordedCommand.FILE
                        + " that says how it was made; run 'effigy evaluate' and compare with 'effigy"
                        + " report --compare'"));
        Path again = Files.createTempDirectory("effigy-replay");
        try {
            String[] words = Stream.concat(command.words().stream(), Stream.of("--out", again.toString()))
                    .toArray(String[]::new);
            int code = Effigy.run(words, new PrintWriter(Writer.nullWriter()), err);
            return code == 0 ? Optional.of(compare(recorded, Evaluation.read(again))) : Optional.empty();
        } finally {
            AtomicFiles.deleteTree(again);
        }
    }

    /** Compares what was recorded with what was computed again. */
    static ReplayedEvaluation compare(Evaluation recorded, Evaluation again) {
        List<String> different = new ArrayList<>();
        int same = 0;
        for (Figure figure : recorded.figures()) {
            Optional<Figure> other = find(again, figure);
            if (other.isPresent()
                    && agree(figure.measured(), other.get().measured())
                    && agree(figure.floor(), other.get().floor())) {
                same++;
            } else {
                different.add(name(figure));
            }
        }
        again.figures().stream()
                .filter(figure -> find(recorded, figure).isEmpty())
                .forEach(figure -> different.add(name(figure)));
        boolean others = !recorded.train().sha256().equals(again.train().sha256())
                || !recorded.holdout().sha256().equals(again.holdout().sha256())
                || !recorded.synthetic().sha256().equals(again.synthetic().sha256());
        return new ReplayedEvaluation(same, different, others);
    }

    private static Optional<Figure> find(Evaluation evaluation, Figure like) {
        return evaluation.figures().stream()
                .filter(figure -> name(figure).equals(name(like)))
                .findFirst();
    }

    private static String name(Figure figure) {
        return String.join(
                        " ",
                        figure.id(),
                        figure.space(),
                        figure.cell().by().equals("all") ? "" : figure.cell().by(),
                        figure.cell().value())
                .strip()
                .replaceAll(" +", " ");
    }

    private static boolean agree(Optional<Estimate> one, Optional<Estimate> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() && other.isEmpty();
        }
        return near(one.get().value(), other.get().value())
                && near(one.get().low(), other.get().low())
                && near(one.get().high(), other.get().high());
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= TOLERANCE * Math.max(1e-3, Math.max(Math.abs(one), Math.abs(other)));
    }

    boolean agrees() {
        return different.isEmpty() && !otherImages;
    }
}
