package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a folder of its own with a Java and a Maven that only say that they were called. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {
    private static final int LONGEST_SECONDS = 60;
    private static final List<String> TOOLS = List.of(
            "sh",
            "awk",
            "cat",
            "cp",
            "dirname",
            "find",
            "grep",
            "head",
            "lscpu",
            "mkdir",
            "mv",
            "nproc",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "sort",
            "tail",
            "touch",
            "uname",
            "wc");

    @TempDir
    private Path temporary;

    private Path root;
    private Path bin;

    private record Result(int exitCode, String out, String err) {}

    private record Started(Process process, Path err) {}

    @BeforeEach
    void makeAProject() throws IOException {
        root = temporary.resolve("a folder with blanks");
        bin = Files.createDirectories(temporary.resolve("bin"));
        for (String name : TOOLS) {
            Path real = Path.of("/usr/bin", name);
            tool(name, "exec " + (Files.exists(real) ? real : Path.of("/bin", name)) + " \"$@\"");
        }
        Files.createDirectories(root.resolve("modules/cli/src/main/java"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("modules/cli/pom.xml"), "<project/>");
        Path launcher = Path.of("../../effigy").toAbsolutePath().normalize();
        Files.copy(launcher, root.resolve("effigy"));
        tool(
                "java",
                "case $1 in -version) echo 'openjdk version \"17.0.9\" 2023-10-17' >&2 ;;"
                        + " *) printf '%s\\n' \"$@\"; echo threads=$OMP_NUM_THREADS ;; esac");
        tool("javac", "true");
        maven("3.8.7", "");
    }

    @Test
    void buildsOnceAndThenStartsWithTheArgumentsAsTheyAre() throws Exception {
        Result first = run("demo", "two words", "*");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("effigy: building the program"), first.err());
        assertTrue(first.err().contains("effigy: built"), first.err());
        assertTrue(first.out().contains("org.effigy.cli.Effigy\ndemo\ntwo words\n*\n"), first.out());
        assertTrue(first.out().contains("platform.extension=-onednn-test\n"), first.out());
        assertTrue(Files.exists(root.resolve("modules/cli/target/lib/effigy-cli.jar")));

        Result second = run("version");
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        run("version");
        Path source = Files.writeString(root.resolve("modules/cli/src/main/java/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        Files.setLastModifiedTime(
                root.resolve("modules/cli/target/effigy.built"),
                FileTime.from(Instant.now().minusSeconds(60)));
        run("version");
        assertEquals(2, builds());
    }

    @Test
    void startsThroughALinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root.resolve("effigy"));
        Result result = start(link, "version");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("version"), result.out());
    }

    @Test
    void aMissingJavaGetsOneLine() throws Exception {
        Files.delete(bin.resolve("java"));
        assertOneLine(run("version"), "Java is missing", "17 or newer");
    }

    @Test
    void anOldJavaGetsOneLine() throws Exception {
        for (String version : List.of("11.0.2", "1.8.0_292", "16")) {
            tool("java", "echo 'openjdk version \"" + version + "\"' >&2");
            assertOneLine(run("version"), "Java is " + version, "17 or newer");
        }
    }

    @Test
    void aNewerJavaIsFine() throws Exception {
        tool("java", "[ $1 = -version ] && echo 'openjdk version \"25\" 2025-09-16' >&2; true");
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void aWrongJavaHomeGetsOneLine() throws Exception {
        Result result = start(List.of("JAVA_HOME=" + temporary.resolve("nowhere")), root.resolve("effigy"), "version");
        assertOneLine(result, "JAVA_HOME", "JDK 17");
    }

    @Test
    void aMissingMavenGetsOneLine() throws Exception {
        Files.delete(bin.resolve("mvn"));
        assertOneLine(run("version"), "Maven is missing", "3.6.3 or newer");
    }

    @Test
    void anOldMavenGetsOneLine() throws Exception {
        for (String version : List.of("3.6.2", "3.5.4", "2.2.1")) {
            maven(version, "");
            assertOneLine(run("version"), "Maven is " + version, "3.6.3 or newer");
        }
    }

    @Test
    void aNewerMavenIsFine() throws Exception {
        maven("3.10.0", "");
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void aRuntimeWithoutCompilerGetsOneLine() throws Exception {
        Files.delete(bin.resolve("javac"));
        assertOneLine(run("version"), "no compiler", "JDK 17");
    }

    @Test
    void aBuiltProgramNeedsNoMaven() throws Exception {
        run("version");
        Files.delete(bin.resolve("mvn"));
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void aFailedBuildShowsMavensErrorAndIsTriedAgain() throws Exception {
        maven("3.8.7", "echo '[ERROR] Could not transfer artifact'; exit 1");
        Result failed = run("version");
        assertEquals(1, failed.exitCode());
        assertTrue(failed.err().contains("Could not transfer artifact"), failed.err());
        assertTrue(failed.err().contains("effigy: the build failed"), failed.err());
        maven("3.8.7", "");
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        maven("3.8.7", "sleep 2;");
        Started first = process(List.of(), root.resolve("effigy"), "one");
        Started second = process(List.of(), root.resolve("effigy"), "two");
        assertEquals(0, finish(first).exitCode());
        assertEquals(0, finish(second).exitCode());
        assertEquals(1, builds());
    }

    @Test
    void anInterruptedBuildLeavesNoLock() throws Exception {
        maven("3.8.7", "sleep 20;");
        Started started = process(List.of(), root.resolve("effigy"), "version");
        Path lock = root.resolve("target/build.lock");
        for (int i = 0; i < 100 && builds() == 0; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        // SIGTERM; a shell's children ignore SIGINT when it has no terminal.
        started.process().toHandle().destroy();
        assertEquals(130, finish(started).exitCode());
        assertFalse(Files.exists(lock));
        maven("3.8.7", "");
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void theLockOfAProcessThatIsGoneIsTaken() throws Exception {
        Path lock = Files.createDirectories(root.resolve("target/build.lock"));
        Files.writeString(lock.resolve("pid"), "999999999\n");
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void theFirstBuildTakesDcm4cheWhereItCanBeFetched() throws Exception {
        namesDcm4che();
        Result first = run("version");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("effigy: the DICOM engine is dcm4che 5.0.1; "), first.err());
        assertEquals(List.of("get", "get", "build -Pdcm4che"), calls());
        assertFalse(first.out().contains("effigy.dicom.engine"), first.out());
        Result chosen = start(List.of("EFFIGY_DICOM_ENGINE=built-in"), root.resolve("effigy"), "version");
        assertTrue(chosen.out().contains("-Deffigy.dicom.engine=built-in\n"), chosen.out());
        assertEquals(3, calls().size());
    }

    @Test
    void withoutDcm4cheOneLineSaysSoAndTheBuiltInEngineServes() throws Exception {
        namesDcm4che();
        onGet("exit 1");
        Result first = run("version");
        assertEquals(0, first.exitCode(), first.err());
        List<String> lines =
                first.err().lines().filter(l -> l.contains("DICOM")).toList();
        assertEquals(1, lines.size(), first.err());
        assertTrue(lines.get(0).contains("built-in") && lines.get(0).contains("EFFIGY_DICOM_ENGINE=dcm4che"));
        assertEquals(List.of("get", "build"), calls());
        Result asked = start(List.of("EFFIGY_DICOM_ENGINE=dcm4che"), root.resolve("effigy"), "version");
        assertEquals(1, asked.exitCode());
        assertTrue(asked.err().contains("dcm4che 5.0.1 could not be fetched from http://localhost/none"), asked.err());
    }

    @Test
    void aRepositoryThatDoesNotAnswerIsWaitedForShortly() throws Exception {
        namesDcm4che();
        onGet("exec sleep 300");
        // The launcher counts to 20 in steps of a second; here a second is short.
        tool("sleep", "case $1 in 1) exec /bin/sleep 0.05 ;; esac; exec /bin/sleep $1");
        Result first = run("version");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("the DICOM engine is the built-in one"), first.err());
        assertEquals(List.of("get", "build"), calls());
    }

    @Test
    void anUnknownEngineGetsOneLine() throws Exception {
        Result result = start(List.of("EFFIGY_DICOM_ENGINE=other"), root.resolve("effigy"), "version");
        assertOneLine(result, "EFFIGY_DICOM_ENGINE is 'other'", "dcm4che and built-in");
    }

    private void namesDcm4che() throws IOException {
        Files.writeString(
                root.resolve("pom.xml"),
                "<project>\n<dcm4che.version>5.0.1</dcm4che.version>\n"
                        + "<dcm4che.repository>http://localhost/none</dcm4che.repository>\n</project>\n");
        onGet("exit 0");
    }

    /** A Maven that notes what it is called for, and does this when it is to fetch something. */
    private void onGet(String action) throws IOException {
        String calls = temporary.resolve("calls").toString();
        maven(
                "3.8.7",
                "case \" $* \" in *' dependency:get '*) echo get >>'" + calls + "'; " + action + " ;; esac\n"
                        + "case \" $* \" in *' -Pdcm4che '*) echo 'build -Pdcm4che' ;; *) echo build ;; esac >>'"
                        + calls
                        + "'\n");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(temporary.resolve("calls"));
    }

    private void assertOneLine(Result result, String what, String needed) {
        assertEquals(1, result.exitCode());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("effigy: ") && result.err().contains(what), result.err());
        assertTrue(result.err().contains(needed), result.err());
    }

    /** A Maven that says its version, or counts its calls, does what it is told, and leaves what a build leaves. */
    private void maven(String version, String action) throws IOException {
        String target = root.resolve("modules/cli/target").toString();
        tool(
                "mvn",
                "case \" $* \" in *' -v '*) echo 'Apache Maven " + version + " (abc)'; exit 0 ;; esac\n"
                        + "echo call >>'" + temporary.resolve("builds") + "'\n"
                        + action + "\n"
                        + "mkdir -p '" + target + "/lib' '" + target + "/classes/org/effigy/cli'\n"
                        + "echo extension=-onednn-test >'" + target + "/classes/org/effigy/cli/build.properties'\n"
                        + "echo jar >'" + target + "/effigy-cli-1.jar'");
    }

    private void tool(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int builds() throws IOException {
        Path calls = temporary.resolve("builds");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private Result run(String... arguments) throws Exception {
        return start(root.resolve("effigy"), arguments);
    }

    private Result start(Path launcher, String... arguments) throws Exception {
        return start(List.of(), launcher, arguments);
    }

    private Result start(List<String> environment, Path launcher, String... arguments) throws Exception {
        return finish(process(environment, launcher, arguments));
    }

    private Started process(List<String> environment, Path launcher, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.directory(temporary.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA") || name.startsWith("EFFIGY"));
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", temporary.toString());
        for (String setting : environment) {
            String[] pair = setting.split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        Path err = Files.createTempFile(temporary, "err", ".txt");
        builder.redirectError(err.toFile());
        return new Started(builder.start(), err);
    }

    private static Result finish(Started started) throws Exception {
        Process process = started.process();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), "the launcher ends");
        return new Result(process.exitValue(), out, Files.readString(started.err()));
    }
}
