package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher in a folder of its own with a Java and a Maven that only say that they were called. */
final class LauncherProject {
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

    private final Path temporary;
    private final Path root;
    private final Path bin;

    record Result(int exitCode, String out, String err) {}

    record Started(Process process, Path err) {}

    /** Makes the folder below this one. */
    LauncherProject(Path temporary) throws IOException {
        this.temporary = temporary;
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

    /** Returns the project's folder. */
    Path root() {
        return root;
    }

    /** Returns the only folder on the PATH. */
    Path bin() {
        return bin;
    }

    /** Returns what a Maven noted in the file {@code calls}. */
    List<String> calls() throws IOException {
        return Files.readAllLines(temporary.resolve("calls"));
    }

    void assertOneLine(Result result, String what, String needed) {
        assertEquals(1, result.exitCode());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("effigy: ") && result.err().contains(what), result.err());
        assertTrue(result.err().contains(needed), result.err());
    }

    /** A Maven that says its version, or counts its calls, does what it is told, and leaves what a build leaves. */
    void maven(String version, String action) throws IOException {
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

    void tool(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    int builds() throws IOException {
        Path calls = temporary.resolve("builds");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    Result run(String... arguments) throws Exception {
        return start(root.resolve("effigy"), arguments);
    }

    Result start(Path launcher, String... arguments) throws Exception {
        return start(List.of(), launcher, arguments);
    }

    Result start(List<String> environment, Path launcher, String... arguments) throws Exception {
        return finish(process(environment, launcher, arguments));
    }

    Started process(List<String> environment, Path launcher, String... arguments) throws IOException {
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

    static Result finish(Started started) throws Exception {
        Process process = started.process();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), "the launcher ends");
        return new Result(process.exitValue(), out, Files.readString(started.err()));
    }
}
