package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher for Windows, which no test here can start, does what the other one does, as far as their texts tell. */
final class LauncherPairTest {
    private static final Pattern JAVA_OPTION =
            Pattern.compile("(?<![\\w-])-(?:XX:[+-]?\\w+|X[a-z]+(?::[a-z+]+)?(?:\\d+m)?|D(?!DIR)[a-z][\\w.]+)");
    private static final Pattern VARIABLE = Pattern.compile("EFFIGY_[A-Z_]+|OMP_[A-Z_]+|CUDA_[A-Z_]+|JAVA_HOME");

    private static String unix() throws IOException {
        return Files.readString(Path.of("../../effigy"));
    }

    /** The text for Windows, with a literal percent sign as one and line ends as elsewhere. */
    private static String windows() throws IOException {
        return Files.readString(Path.of("../../effigy.cmd"))
                .replace("\r\n", "\n")
                .replace("%%", "%");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> words(String pattern, String text, String separator) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return Arrays.stream(matcher.group(1).split(separator, -1))
                .map(String::strip)
                .filter(word -> word.matches("[a-z]+"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothNameTheSameOptionsOfJavaAndMaven() throws IOException {
        Set<String> expected = found(JAVA_OPTION, unix());
        assertTrue(expected.containsAll(List.of("-Xms48m", "-Xmn32m", "-Xshare:dump", "-XX:+UseSerialGC")));
        assertTrue(expected.containsAll(List.of("-XX:SharedArchiveFile", "-Deffigy.threads", "-Dquick")));
        Set<String> actual = found(JAVA_OPTION, windows());
        // How Maven waits shortly for a repository; the other launcher stops it after 20 seconds.
        actual.removeIf(option -> option.startsWith("-Daether.connector."));
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:TieredStopAtLevel=1",
                "-Xms48m -Xmn32m",
                "-XX:MaxRAMPercentage=25",
                "-Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:class+path=off",
                "-Djava.awt.headless=true",
                "-Dorg.bytedeco.javacpp.logger=slf4j",
                "-Dorg.bytedeco.javacpp.maxbytes=240%",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
                "CUDA_CACHE_MAXSIZE=4294967296",
                "-T 1C -Dquick -Dmaven.test.skip=true -pl modules/cli -am package",
                "-n 8 --size 64",
                "--preset tiny --size 32 --steps 1 --batch 2",
                "-n 1 --steps 2 --sampler dpm-solver++",
                "allowed are cpu, cuda and cuda-ptx",
                "allowed are dcm4che and built-in",
                "there is CUDA for Linux and Windows on x86-64 only"
            })
    void bothSay(String text) throws IOException {
        assertTrue(unix().contains(text), "the launcher for Linux and macOS");
        assertTrue(windows().contains(text), "the launcher for Windows");
    }

    @Test
    void bothReadTheSameVariables() throws IOException {
        assertEquals(found(VARIABLE, unix()), found(VARIABLE, windows()));
    }

    @Test
    void bothKnowWhichCommandsAreShortAndWhichTrain() throws IOException {
        Set<String> shortOnes = words("\n +([a-z |'*-]+)\\) compiler=", unix(), "\\|");
        assertEquals(Set.of("help", "index", "version"), shortOnes);
        assertEquals(shortOnes, words("in \\(([a-z ]+)\\) do if [^\n]+needsthreads=\"", windows(), " "));
        assertTrue(windows().contains("if \"%first:~0,1%\"==\"-\" set \"needsthreads=\""));
        Set<String> networks = words("\n +([a-z |]+)\\) heap=", unix(), "\\|");
        assertEquals(Set.of("demo", "replay", "sample", "train"), networks);
        assertEquals(networks, words("in \\(([a-z ]+)\\) do if [^\n]+heap=", windows(), " "));
    }

    @Test
    void theBatchFileCallsLabelsThatItHasAndItsMessagesCloseNoBlock() throws IOException {
        String text = windows();
        Set<String> labels = found(Pattern.compile("(?m)(?<=^:)[a-z0-9_]+"), text);
        Set<String> called = found(Pattern.compile("(?<=call :|goto )[a-z0-9_]+"), text);
        assertEquals(labels, called);
        for (String line : text.lines().filter(l -> l.contains("echo ")).toList()) {
            String message = line.substring(line.indexOf("echo "));
            assertFalse(message.contains("(") || message.contains(")"), line);
            assertFalse(line.stripLeading().startsWith("echo ") && !line.endsWith(" 1>&2"), line);
        }
        assertEquals(
                text.lines().filter(line -> line.endsWith("(")).count(),
                text.lines().filter(line -> line.strip().equals(")")).count());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void networksGetASmallYoungGenerationAndShortCommandsOneCompiler(@TempDir Path folder) throws Exception {
        LauncherProject project = new LauncherProject(folder);
        for (String command : List.of("train", "sample", "replay", "demo")) {
            String out = project.run(command).out();
            assertTrue(out.contains("-Xms48m\n-Xmn32m\n"), out);
            assertFalse(out.contains("TieredStopAtLevel"), out);
        }
        for (String command : List.of("index", "version", "--help")) {
            String out = project.run(command).out();
            assertFalse(out.contains("-Xmn32m"), out);
            assertTrue(out.contains("-XX:TieredStopAtLevel=1\n"), out);
        }
    }
}
