package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
    @TempDir
    private Path temporary;

    private LauncherProject project;

    @BeforeEach
    void makeAProject() throws IOException {
        project = new LauncherProject(temporary);
    }

    @Test
    void buildsOnceAndThenStartsWithTheArgumentsAsTheyAre() throws Exception {
        LauncherProject.Result first = project.run("demo", "two words", "*");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("effigy: building the program"), first.err());
        assertTrue(first.err().contains("effigy: built"), first.err());
        assertTrue(first.out().contains("org.effigy.cli.Effigy\ndemo\ntwo words\n*\n"), first.out());
        assertTrue(first.out().contains("platform.extension=-onednn-test\n"), first.out());
        Path models = project.root().toRealPath().resolve("models");
        assertTrue(first.out().contains("-Deffigy.models=" + models + "\n"), first.out());
        assertTrue(Files.exists(project.root().resolve("modules/cli/target/lib/effigy-cli.jar")));

        LauncherProject.Result second = project.run("version");
        assertEquals("", second.err());
        assertEquals(1, project.builds());
    }

    @Test
    void theThreadsAreJavasAndEachNativeOperationHasOne() throws Exception {
        LauncherProject.Result given =
                project.start(List.of("OMP_NUM_THREADS=3"), project.root().resolve("effigy"), "sample");
        assertTrue(given.out().contains("-Deffigy.threads=3\n"), given.out());
        assertTrue(given.out().endsWith("\nthreads=1\n"), given.out());
        LauncherProject.Result standard = project.run("sample");
        assertTrue(standard.out().matches("(?s).*-Deffigy\\.threads=[1-9][0-9]*\n.*\nthreads=1\n"), standard.out());
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        project.run("version");
        Path source = Files.writeString(project.root().resolve("modules/cli/src/main/java/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        Files.setLastModifiedTime(
                project.root().resolve("modules/cli/target/effigy.built"),
                FileTime.from(Instant.now().minusSeconds(60)));
        project.run("version");
        assertEquals(2, project.builds());
    }

    @Test
    void startsThroughALinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(
                temporary.resolve("link"), project.root().resolve("effigy"));
        LauncherProject.Result result = project.start(link, "version");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("version"), result.out());
    }

    @Test
    void aMissingJavaGetsOneLine() throws Exception {
        Files.delete(project.bin().resolve("java"));
        project.assertOneLine(project.run("version"), "Java is missing", "17 or newer");
    }

    @Test
    void anOldJavaGetsOneLine() throws Exception {
        for (String version : List.of("11.0.2", "1.8.0_292", "16")) {
            project.tool("java", "echo 'openjdk version \"" + version + "\"' >&2");
            project.assertOneLine(project.run("version"), "Java is " + version, "17 or newer");
        }
    }

    @Test
    void aNewerJavaIsFine() throws Exception {
        project.tool("java", "[ $1 = -version ] && echo 'openjdk version \"25\" 2025-09-16' >&2; true");
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void aWrongJavaHomeGetsOneLine() throws Exception {
        LauncherProject.Result result = project.start(
                List.of("JAVA_HOME=" + temporary.resolve("nowhere")),
                project.root().resolve("effigy"),
                "version");
        project.assertOneLine(result, "JAVA_HOME", "JDK 17");
    }

    @Test
    void aMissingMavenGetsOneLine() throws Exception {
        Files.delete(project.bin().resolve("mvn"));
        project.assertOneLine(project.run("version"), "Maven is missing", "3.6.3 or newer");
    }

    @Test
    void anOldMavenGetsOneLine() throws Exception {
        for (String version : List.of("3.6.2", "3.5.4", "2.2.1")) {
            project.maven(version, "");
            project.assertOneLine(project.run("version"), "Maven is " + version, "3.6.3 or newer");
        }
    }

    @Test
    void aNewerMavenIsFine() throws Exception {
        project.maven("3.10.0", "");
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void aRuntimeWithoutCompilerGetsOneLine() throws Exception {
        Files.delete(project.bin().resolve("javac"));
        project.assertOneLine(project.run("version"), "no compiler", "JDK 17");
    }

    @Test
    void aBuiltProgramNeedsNoMaven() throws Exception {
        project.run("version");
        Files.delete(project.bin().resolve("mvn"));
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void aFailedBuildShowsMavensErrorAndIsTriedAgain() throws Exception {
        project.maven("3.8.7", "echo '[ERROR] Could not transfer artifact'; exit 1");
        LauncherProject.Result failed = project.run("version");
        assertEquals(1, failed.exitCode());
        assertTrue(failed.err().contains("Could not transfer artifact"), failed.err());
        assertTrue(failed.err().contains("effigy: the build failed"), failed.err());
        project.maven("3.8.7", "");
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        project.maven("3.8.7", "sleep 2;");
        LauncherProject.Started first =
                project.process(List.of(), project.root().resolve("effigy"), "one");
        LauncherProject.Started second =
                project.process(List.of(), project.root().resolve("effigy"), "two");
        assertEquals(0, LauncherProject.finish(first).exitCode());
        assertEquals(0, LauncherProject.finish(second).exitCode());
        assertEquals(1, project.builds());
    }

    @Test
    void anInterruptedBuildLeavesNoLock() throws Exception {
        project.maven("3.8.7", "sleep 20;");
        LauncherProject.Started started =
                project.process(List.of(), project.root().resolve("effigy"), "version");
        Path lock = project.root().resolve("target/build.lock");
        for (int i = 0; i < 100 && project.builds() == 0; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        // SIGTERM; a shell's children ignore SIGINT when it has no terminal.
        started.process().toHandle().destroy();
        assertEquals(130, LauncherProject.finish(started).exitCode());
        assertFalse(Files.exists(lock));
        project.maven("3.8.7", "");
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void theLockOfAProcessThatIsGoneIsTaken() throws Exception {
        Path lock = Files.createDirectories(project.root().resolve("target/build.lock"));
        Files.writeString(lock.resolve("pid"), "999999999\n");
        assertEquals(0, project.run("version").exitCode());
    }

    @Test
    void theFirstBuildTakesDcm4cheWhereItCanBeFetched() throws Exception {
        namesDcm4che();
        LauncherProject.Result first = project.run("version");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("effigy: the DICOM engine is dcm4che 5.0.1; "), first.err());
        assertEquals(List.of("get", "get", "build -Pdcm4che"), project.calls());
        assertFalse(first.out().contains("effigy.dicom.engine"), first.out());
        LauncherProject.Result chosen = project.start(
                List.of("EFFIGY_DICOM_ENGINE=built-in"), project.root().resolve("effigy"), "version");
        assertTrue(chosen.out().contains("-Deffigy.dicom.engine=built-in\n"), chosen.out());
        assertEquals(3, project.calls().size());
    }

    @Test
    void withoutDcm4cheOneLineSaysSoAndTheBuiltInEngineServes() throws Exception {
        namesDcm4che();
        onGet("exit 1");
        LauncherProject.Result first = project.run("version");
        assertEquals(0, first.exitCode(), first.err());
        List<String> lines =
                first.err().lines().filter(l -> l.contains("DICOM")).toList();
        assertEquals(1, lines.size(), first.err());
        assertTrue(lines.get(0).contains("built-in") && lines.get(0).contains("EFFIGY_DICOM_ENGINE=dcm4che"));
        assertEquals(List.of("get", "build"), project.calls());
        LauncherProject.Result asked = project.start(
                List.of("EFFIGY_DICOM_ENGINE=dcm4che"), project.root().resolve("effigy"), "version");
        assertEquals(1, asked.exitCode());
        assertTrue(asked.err().contains("dcm4che 5.0.1 could not be fetched from http://localhost/none"), asked.err());
    }

    @Test
    void aRepositoryThatDoesNotAnswerIsWaitedForShortly() throws Exception {
        namesDcm4che();
        onGet("exec sleep 300");
        // The launcher counts to 20 in steps of a second; here a second is short.
        project.tool("sleep", "case $1 in 1) exec /bin/sleep 0.05 ;; esac; exec /bin/sleep $1");
        LauncherProject.Result first = project.run("version");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("the DICOM engine is the built-in one"), first.err());
        assertEquals(List.of("get", "build"), project.calls());
    }

    @Test
    void anUnknownEngineGetsOneLine() throws Exception {
        LauncherProject.Result result = project.start(
                List.of("EFFIGY_DICOM_ENGINE=other"), project.root().resolve("effigy"), "version");
        project.assertOneLine(result, "EFFIGY_DICOM_ENGINE is 'other'", "dcm4che and built-in");
    }

    private void namesDcm4che() throws IOException {
        Files.writeString(
                project.root().resolve("pom.xml"),
                "<project>\n<dcm4che.version>5.0.1</dcm4che.version>\n"
                        + "<dcm4che.repository>http://localhost/none</dcm4che.repository>\n</project>\n");
        onGet("exit 0");
    }

    /** A Maven that notes what it is called for, and does this when it is to fetch something. */
    private void onGet(String action) throws IOException {
        String calls = temporary.resolve("calls").toString();
        project.maven(
                "3.8.7",
                "case \" $* \" in *' dependency:get '*) echo get >>'" + calls + "'; " + action + " ;; esac\n"
                        + "case \" $* \" in *' -Pdcm4che '*) echo 'build -Pdcm4che' ;; *) echo build ;; esac >>'"
                        + calls
                        + "'\n");
    }
}
