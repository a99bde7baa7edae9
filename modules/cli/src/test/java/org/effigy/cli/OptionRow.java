package org.effigy.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One line of the table of options: an option is set, and what is written shows it. The command line is run as it stands, then
 * with the option; everything else is equal.
 *
 * @param option as one types it
 * @param line the command line; {@code {out}} is a path of each run's own, other names in braces are {@link OptionTable#places}
 * @param value of the option, "" for a flag; in place of the value that the line gives, if it does
 * @param wordsAfter the words of the command line with the option
 * @param sight what to look at
 * @param before what is seen without the option
 * @param after what is seen with it
 */
record OptionRow(
        String option, String line, String value, List<String> wordsAfter, Sight sight, String before, String after) {
    /** In place of {@code before} and {@code after}: any two texts that differ. */
    static final String DIFFERS = "(differs)";

    /** Returns the start of a row: a flag, or an option with its value. */
    static Start option(String words) {
        int space = words.indexOf(' ');
        return space < 0 ? new Start(words, "") : new Start(words.substring(0, space), words.substring(space + 1));
    }

    /** An option with its value, not tried yet. */
    record Start(String option, String value) {
        /** Returns the row for a command line. */
        Tried in(String line) {
            return new Tried(this, line);
        }
    }

    /** An option with the command line to try it in. */
    record Tried(Start start, String line) {
        /** Returns a row: without and with the option, this is seen. */
        OptionRow shows(Sight sight, Object before, Object after) {
            List<String> words = with(List.of(line.split(" ")), start.option(), start.value());
            return new OptionRow(
                    start.option(), line, start.value(), words, sight, String.valueOf(before), String.valueOf(after));
        }

        /** Returns a row: without and with the option, something else is seen; for values that no one can foresee. */
        OptionRow changes(Sight sight) {
            return shows(sight, DIFFERS, DIFFERS);
        }
    }

    /**
     * Returns rows that are tried in one run with the options of all of them, to save time; each still sees its own option. They
     * must begin with the same command line and see different things.
     */
    static List<OptionRow> together(OptionRow... rows) {
        List<String> words = rows[0].wordsBefore();
        for (OptionRow row : rows) {
            words = with(words, row.option, row.value);
        }
        List<OptionRow> all = new ArrayList<>();
        for (OptionRow row : rows) {
            if (!row.line.equals(rows[0].line)) {
                throw new AssertionError(row + " begins with another command line");
            }
            all.add(new OptionRow(row.option, row.line, row.value, words, row.sight, row.before, row.after));
        }
        return all;
    }

    private static List<String> with(List<String> words, String option, String value) {
        List<String> changed = new ArrayList<>(words);
        int given = changed.indexOf(option);
        if (given >= 0) {
            changed.set(given + 1, value);
            return changed;
        }
        changed.add(option);
        if (!value.isEmpty()) {
            changed.add(value.equals("''") ? "" : value);
        }
        return changed;
    }

    /** Returns the words without the option, or with the value that the line gives it. */
    List<String> wordsBefore() {
        return List.of(line.split(" "));
    }

    /** Returns the command that the line calls, in picocli's model. */
    CommandSpec command() {
        CommandLine command = Effigy.commandLine();
        for (String word : wordsBefore()) {
            CommandLine nested = command.getSubcommands().get(word);
            if (nested == null) {
                break;
            }
            command = nested;
        }
        return command.getCommandSpec();
    }

    /** Returns the option in picocli's model. */
    OptionSpec spec() {
        OptionSpec found = command().findOption(option);
        if (found == null) {
            throw new AssertionError(command().qualifiedName() + " has no option " + option);
        }
        return found;
    }

    @Override
    public String toString() {
        return command().qualifiedName() + " " + option + " " + value;
    }
}
