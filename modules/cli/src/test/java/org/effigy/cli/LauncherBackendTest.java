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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher chooses what the build can compute with. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherBackendTest {
    @TempDir
    private Path temporary;

    private LauncherProject project;

    @BeforeEach
    void makeAProject() throws IOException {
        project = new LauncherProject(temporary);
        project.tool("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac");
        // The launcher looks each second whether Maven is done; here a second is short.
        project.tool("sleep", "exec /bin/sleep 0.05");
    }

    @Test
    void theBackendIsTheCpuUnlessAnotherIsAskedForAndStaysWhatWasBuilt() throws Exception {
        notesProfiles();
        assertEquals(0, project.run("version").exitCode());
        Path lib = project.root().resolve("modules/cli/target/lib");
        Path old = Files.writeString(lib.resolve("nd4j-native-1.jar"), "jar");
        LauncherProject.Result other =
                project.start(List.of("EFFIGY_BACKEND=cuda-ptx"), project.root().resolve("effigy"), "train");
        assertEquals(0, other.exitCode(), other.err());
        assertTrue(other.err().contains("the build is for cpu, wanted is cuda-ptx"), other.err());
        assertTrue(other.err().contains("CUDA_CACHE_MAXSIZE is set to 4 GiB"), other.err());
        assertTrue(other.out().contains("cache=4294967296\n"), other.out());
        assertFalse(Files.exists(old), "a jar of the other build is left");
        assertEquals(0, project.run("version").exitCode());
        assertEquals(List.of("build", "build -Pcuda-ptx"), project.calls());
        assertEquals(
                0,
                project.start(List.of("EFFIGY_BACKEND=cpu"), project.root().resolve("effigy"), "train")
                        .exitCode());
        assertEquals(List.of("build", "build -Pcuda-ptx", "build"), project.calls());
    }

    @Test
    void jarsOfAChangedProjectAreNotMixed() throws Exception {
        project.run("version");
        Path old = Files.writeString(project.root().resolve("modules/cli/target/lib/nd4j-native-1.jar"), "jar");
        Files.setLastModifiedTime(
                project.root().resolve("modules/cli/target/effigy.built"),
                FileTime.from(Instant.now().minusSeconds(60)));
        Files.writeString(project.root().resolve("pom.xml"), "<project></project>");
        assertEquals(0, project.run("version").exitCode());
        assertFalse(Files.exists(old), "a jar of the build before is left");
    }

    @Test
    void twoStartsForAnotherBackendBuildItOnce() throws Exception {
        project.run("version");
        project.maven("3.8.7", "/bin/sleep 2;");
        LauncherProject.Started first =
                project.process(List.of("EFFIGY_BACKEND=cuda"), project.root().resolve("effigy"), "one");
        LauncherProject.Started second =
                project.process(List.of("EFFIGY_BACKEND=cuda"), project.root().resolve("effigy"), "two");
        assertEquals(0, LauncherProject.finish(first).exitCode());
        assertEquals(0, LauncherProject.finish(second).exitCode());
        assertEquals(2, project.builds());
    }

    @Test
    void anUnknownBackendAndASystemWithoutCudaGetOneLine() throws Exception {
        project.assertOneLine(
                project.start(List.of("EFFIGY_BACKEND=opencl"), project.root().resolve("effigy"), "version"),
                "EFFIGY_BACKEND is 'opencl'",
                "cpu, cuda and cuda-ptx");
        project.tool("uname", "case $1 in -s) echo Darwin ;; *) echo arm64 ;; esac");
        project.assertOneLine(
                project.start(List.of("EFFIGY_BACKEND=cuda"), project.root().resolve("effigy"), "version"),
                "CUDA for Linux and Windows on x86-64 only",
                "EFFIGY_BACKEND=cpu");
    }

    /** A Maven that notes each build and its backend's profile, and a Java that tells the driver's cache. */
    private void notesProfiles() throws IOException {
        project.tool(
                "java",
                "case $1 in -version) echo 'openjdk version \"17.0.9\"' >&2 ;;"
                        + " *) echo cache=${CUDA_CACHE_MAXSIZE:-} ;; esac");
        String calls = temporary.resolve("calls").toString();
        project.maven(
                "3.8.7",
                "case \" $* \" in *' -Pcuda-ptx '*) echo 'build -Pcuda-ptx' ;; *) echo build ;; esac >>'" + calls
                        + "'");
    }
}
