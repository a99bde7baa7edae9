package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.dicom.Dicom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

final class EffigyTest {
    private static final int LINE_WIDTH = 80;

    @Test
    void everyCommandHasADescriptionAndExamplesInItsHelp() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            String name = command.getCommandSpec().qualifiedName();
            String help = command.getUsageMessage();
            assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name + ": description");
            assertTrue(help.contains("Example"), name + ": an example");
            assertTrue(help.contains("  effigy "), name + ": a command line in the example");
            help.lines().forEach(line -> assertTrue(line.length() <= LINE_WIDTH, name + ": too wide: " + line));
        }
    }

    @Test
    void everyCommandIsSummedUpInOneLineWhereItIsListed() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            command.getSubcommands().forEach((name, nested) -> {
                String summary = nested.getCommandSpec().usageMessage().description()[0];
                assertTrue(summary.endsWith("."), name + ": a whole sentence: " + summary);
                assertEquals(0, nested.getCommandSpec().usageMessage().header().length, name + ": one summary");
                String listed = "  " + name + " ";
                List<String> lines = command.getUsageMessage()
                        .lines()
                        .filter(line -> line.startsWith(listed))
                        .toList();
                assertEquals(1, lines.size(), name + " is listed once");
                assertEquals(summary, lines.get(0).substring(listed.length()).strip());
                assertTrue(
                        nested.getUsageMessage().lines().anyMatch(summary::equals), name + ": first in its own help");
            });
        }
    }

    @Test
    void helpIsBrokenIntoLinesBetweenWordsAlone() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            CommandSpec spec = command.getCommandSpec();
            List<String> shown = List.of(command.getUsageMessage().split("\\s+"));
            List<String> texts = new ArrayList<>(List.of(spec.usageMessage().description()));
            texts.forEach(text -> assertTrue(text.endsWith("."), spec.qualifiedName() + ": a whole sentence: " + text));
            spec.options().stream().filter(option -> !option.hidden()).forEach(option -> {
                assertEquals(1, option.description().length, spec.qualifiedName() + " " + option.longestName());
                texts.add(option.description()[0].replaceAll("\\$\\{\\S+", ""));
            });
            for (String text : texts) {
                for (String word : text.split(" ")) {
                    assertTrue(
                            word.isEmpty() || shown.contains(word), spec.qualifiedName() + ": '" + word + "' is cut");
                }
            }
        }
    }

    @Test
    void everyOptionHasADescription() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            command.getCommandSpec()
                    .options()
                    .forEach(option -> assertTrue(
                            option.hidden() || option.description().length > 0,
                            command.getCommandSpec().qualifiedName() + " " + option.longestName()));
        }
    }

    @Test
    void everyExampleIsACommandLineThatParses() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                assertTrue(line.length() < LINE_WIDTH, "would be broken into two lines: " + line);
                if (line.startsWith("  effigy ")) {
                    String[] words = line.strip().replace("'", "").split("\\s+");
                    Effigy.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
                }
            }
        }
    }

    @Test
    void helpOfEveryCommandExitsWith0() {
        for (CommandLine command : commands(Effigy.commandLine())) {
            List<Object> words = new ArrayList<>(
                    List.of(command.getCommandSpec().qualifiedName().split(" ")));
            words.remove(0);
            words.add("--help");
            CommandRun run = CommandRun.of(words.toArray()).succeeded();
            assertTrue(run.out().startsWith("Usage: effigy"), run.out());
            assertEquals("", run.err());
        }
    }

    @Test
    void withoutACommandShowsTheHelp() {
        assertTrue(CommandRun.of().succeeded().out().startsWith("Usage: effigy"));
    }

    @Test
    void wrongUsageExitsWith2AndTwoLines() {
        for (List<String> words : List.of(
                List.of("frobnicate"),
                List.of("version", "--frobnicate"),
                List.of("index"),
                List.of("index", "a", "--out", "b", "--split-seed", "many"),
                List.of("index", "a", "--out", "b", "--labels", "c", "--no-labels"))) {
            CommandRun run = CommandRun.of(words.toArray());
            assertEquals(2, run.exitCode(), words.toString());
            assertTrue(run.err().startsWith("effigy: "), run.err());
            assertFalse(run.err().contains("\tat "), run.err());
            assertTrue(run.err().lines().count() <= 3, run.err());
        }
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThereAre() {
        for (List<String> words : List.of(List.of("frobnicate"), List.of("train", "frobnicate"))) {
            CommandLine command = Effigy.commandLine();
            for (String word : words.subList(0, words.size() - 1)) {
                command = command.getSubcommands().get(word);
            }
            String line =
                    CommandRun.of(words.toArray()).err().lines().findFirst().orElseThrow();
            assertEquals(
                    "effigy: 'frobnicate' is no command of "
                            + command.getCommandSpec().qualifiedName() + "; these are: "
                            + String.join(", ", command.getSubcommands().keySet()),
                    line);
        }
        assertTrue(CommandRun.of("train", "--frobnicate").err().startsWith("effigy: Unknown option: '--frobnicate'"));
    }

    @Test
    void numbersBelowZeroAndNamesWithAnAtAreValues() {
        ParseResult parsed = Effigy.commandLine()
                .parseArgs(
                        "train", "ddpm", "--data", "@x.json", "--out", "@run", "--window", "-1000,400", "--seed", "-3");
        ParseResult ddpm = parsed.subcommand().subcommand();
        assertEquals(Path.of("@x.json"), ddpm.matchedOptionValue("--data", Path.of("")));
        assertEquals(Path.of("@run"), ddpm.matchedOptionValue("--out", Path.of("")));
        assertEquals("-1000,400", ddpm.matchedOptionValue("--window", ""));
        assertEquals(-3L, ddpm.matchedOptionValue("--seed", 0L));
    }

    @Test
    void versionNamesTheProgramTheEnginesAndTheMachine() {
        String out = CommandRun.of("version").succeeded().out();
        BuildInfo build = BuildInfo.read();
        assertTrue(out.contains("effigy      " + build.version()), out);
        assertTrue(out.contains("Deeplearning4j " + build.dl4jVersion()), out);
        assertTrue(out.contains(build.kernels()), out);
        assertTrue(out.contains("backend     " + build.backend()), out);
        assertTrue(out.contains("dicom       " + Dicom.codec().name()), out);
        assertFalse(out.contains("${"), "the build filled in every value: " + out);
    }

    /** Returns the command and all commands below it. */
    private static List<CommandLine> commands(CommandLine top) {
        List<CommandLine> all = new ArrayList<>(List.of(top));
        top.getSubcommands().values().forEach(command -> all.addAll(commands(command)));
        return all;
    }
}
