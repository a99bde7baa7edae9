package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The table of options is complete by picocli's own model: every option of every command, nested and hidden ones too. */
final class OptionTablesTest {
    private static final List<OptionTable> TABLES = List.of(
            new ProgramOptionRowsTest(),
            new DeviceOptionRowsTest(),
            new IndexOptionRowsTest(),
            new TrainOptionRowsTest(),
            new DistillOptionRowsTest(),
            new SampleOptionRowsTest(),
            new EditOptionRowsTest(),
            new ModelOptionRowsTest(),
            new EvaluateOptionRowsTest(),
            new MembershipOptionRowsTest(),
            new ScrubOptionRowsTest(),
            new FileOptionRowsTest(),
            new ReportOptionRowsTest(),
            new ArchiveOptionRowsTest(),
            new UtilityOptionRowsTest(),
            new BalanceOptionRowsTest(),
            new CollapseOptionRowsTest());

    @Test
    void everyOptionOfEveryCommandHasARow() {
        Set<String> options = new TreeSet<>();
        collect(Effigy.commandLine(), options);
        Set<String> rows = new TreeSet<>();
        for (OptionTable table : TABLES) {
            table.rows().forEach(row -> rows.add(name(row.command(), row.spec())));
        }
        assertEquals(String.join("\n", options), String.join("\n", rows));
    }

    private static void collect(CommandLine command, Set<String> options) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            options.add(name(command.getCommandSpec(), option));
        }
        command.getSubcommands().values().forEach(nested -> collect(nested, options));
    }

    /** Returns command and option; an option that all commands inherit counts as the program's. */
    private static String name(CommandSpec command, OptionSpec option) {
        return (option.inherited() ? command.root() : command).qualifiedName() + " " + option.longestName();
    }
}
