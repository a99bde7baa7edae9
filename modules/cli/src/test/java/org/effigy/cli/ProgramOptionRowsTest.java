package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.printed;

import java.util.List;
import java.util.Map;

/** The table's rows for the options that all commands inherit, and for {@code effigy doctor}. */
final class ProgramOptionRowsTest extends OptionTable {
    /** A folder without room on every system that has it. */
    private static final String FULL = System.getProperty("os.name").equals("Linux") ? "/proc" : "/dev";

    @Override
    List<OptionRow> rows() {
        String failing = "index {missing} --out {out}";
        return List.of(
                option("--help").in("version").shows(printed("(Usage: effigy version)"), "", "Usage: effigy version"),
                option("--stacktrace").in(failing).shows(printed("(\\tat org.effigy)"), "", "\tat org.effigy"),
                option("--json").in("doctor").shows(printed("^(\\{)"), "", "{"),
                option("--runs " + FULL).in("doctor").shows(printed("disk +(0) MiB free where runs go"), "", 0),
                option("--try cpu").in("doctor").shows(printed("(ready: CPU)"), "ready: CPU", ""));
    }

    @Override
    Map<String, Maker> places() {
        return Map.of("missing", path -> {});
    }
}
