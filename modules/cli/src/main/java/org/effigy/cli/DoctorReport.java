package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.networks.device.Card;

/**
 * What {@code effigy doctor} found, as it is printed and as it is written as JSON.
 *
 * @param cards one text per card
 * @param cardProblem why cards may be there that were not found, or ""
 * @param auto what {@code --device auto} leads to
 * @param cuda what {@code --device cuda} leads to
 * @param warnings what may go wrong on the card
 * @param trials what was tried
 * @param advice what to do for speed
 * @param ready {@code CPU}, {@code CUDA}, or "" where nothing works
 */
record DoctorReport(
        Program program,
        Machine machine,
        List<String> cards,
        String cardProblem,
        String auto,
        String cuda,
        List<String> warnings,
        List<Trial> trials,
        List<String> advice,
        String ready) {
    /**
     * The program and what it runs on.
     *
     * @param networks what computes networks on the processor
     * @param nd4j version and CPU kernels
     * @param backend of this build
     */
    record Program(
            String version, String java, long heapMiB, String networks, String nd4j, String backend, String dicom) {}

    /**
     * Something that was tried.
     *
     * @param problem what went wrong, or ""
     */
    record Trial(String what, boolean works, String problem) {
        static Trial of(String what, Optional<String> problem) {
            return new Trial(what, problem.isEmpty(), problem.orElse(""));
        }
    }

    /** Returns a card as one line. */
    static String line(Card card, boolean visible) {
        return card.index() + ": " + card.description() + (visible ? "" : ", hidden by CUDA_VISIBLE_DEVICES");
    }

    /** Prints the report on one screen; the last line says what is ready. */
    void print(PrintWriter out) {
        TextTable table = new TextTable();
        table.row("effigy", program.version());
        table.row("java", program.java() + ", heap " + program.heapMiB() + " MiB at most");
        table.row(
                "processor",
                machine.processor() + ", " + machine.processors() + " processors"
                        + (machine.instructions().isEmpty() ? "" : ", " + String.join(" ", machine.instructions())));
        table.row("memory", machine.memoryMiB() + " MiB, " + machine.availableMiB() + " MiB available");
        table.row("disk", machine.diskMiB() + " MiB free where runs go");
        table.row("networks", program.networks());
        table.row("nd4j", program.nd4j() + ", backend of this build: " + program.backend());
        table.row("dicom", program.dicom());
        rows(table, "cards", cards.isEmpty() ? List.of(cardProblem.isEmpty() ? "none found" : cardProblem) : cards);
        table.row(DeviceOption.NAME + " auto", auto);
        table.row(DeviceOption.NAME + " cuda", cuda);
        rows(table, "mind", warnings);
        rows(table, "tried", trials.stream().map(DoctorReport::line).toList());
        rows(table, "advice", advice.isEmpty() ? List.of("nothing to do") : advice);
        table.print(out);
        out.println(ready.isEmpty() ? "not ready: " + String.join("; ", failures()) : "ready: " + ready);
    }

    /** Returns what matters most, a line each: what is ready, what to mind and what to do. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(ready.isEmpty() ? "not ready: " + String.join("; ", failures()) : "ready: " + ready);
        lines.add(machine.processor() + ", " + machine.processors() + " processors, " + machine.availableMiB() + " of "
                + machine.memoryMiB() + " MiB of memory available, " + machine.diskMiB() + " MiB of disk free");
        lines.add("networks: " + program.networks());
        cards.forEach(card -> lines.add("card " + card));
        warnings.forEach(warning -> lines.add("mind: " + warning));
        advice.forEach(line -> lines.add("advice: " + line));
        return lines;
    }

    private static String line(Trial trial) {
        return trial.what() + ": " + (trial.works() ? "works" : "fails, " + trial.problem());
    }

    private List<String> failures() {
        return trials.stream()
                .filter(trial -> !trial.works())
                .map(DoctorReport::line)
                .toList();
    }

    private static void rows(TextTable table, String name, List<String> lines) {
        List<String> names = new ArrayList<>(List.of(name));
        for (String line : lines) {
            table.row(names.isEmpty() ? "" : names.remove(0), line);
        }
    }
}
