package org.effigy.networks.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Asks programs that answer as {@code nvidia-smi} does. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CardProbeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    private Findings ask(Duration limit, String... script) throws IOException {
        Path program = root.resolve("nvidia-smi");
        Files.writeString(program, "#!/bin/sh\n" + String.join("\n", script) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new CardProbe(
                        Platform.LINUX,
                        List.of(root.resolve("missing/nvidia-smi"), program),
                        root,
                        Optional.empty(),
                        limit)
                .find();
    }

    private Findings look(Platform platform) {
        return new CardProbe(platform, List.of(), root, Optional.empty(), PATIENCE).find();
    }

    @Test
    void asksANewDriver() throws IOException {
        Findings found = ask(PATIENCE, "echo '0, GPU-aa, NVIDIA H200, 9.0, 560.35.03, 143771, 143000, Disabled'");
        assertEquals(1, found.cards().size());
        assertEquals("9.0", found.cards().get(0).capability().orElseThrow().toString());
        assertEquals(Optional.empty(), found.problem());
    }

    @Test
    void asksAnOldDriverAgainWithoutTheFieldsItDoesNotKnow() throws IOException {
        Findings found = ask(
                PATIENCE,
                "case $1 in",
                "*compute_cap*) echo 'Field \"compute_cap\" is not a valid field to query.'; echo; exit 2 ;;",
                "*mig*) echo 'Field \"mig.mode.current\" is not a valid field to query.'; echo; exit 2 ;;",
                "*) echo '0, GPU-aa, Tesla V100-SXM2-16GB, 418.226.00, 16160, 16000' ;;",
                "esac");
        Card card = found.cards().get(0);
        assertEquals("7.0", card.capability().orElseThrow().toString());
        assertEquals("418.226.00", card.driver().orElseThrow().toString());
        assertEquals(16000, card.freeMiB().orElseThrow());
    }

    @Test
    void asksForTheSlicesOfADividedCard() throws IOException {
        Findings found = ask(
                PATIENCE,
                "if [ \"$1\" = -L ]; then",
                "echo 'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aa)'",
                "echo '  MIG 1g.5gb      Device  0: (UUID: MIG-bb)'",
                "else echo '0, GPU-aa, NVIDIA A100-SXM4-40GB, 8.0, 470.57.02, 40536, 40000, Enabled'; fi");
        assertEquals(
                List.of(new MigSlice("1g.5gb", "MIG-bb")), found.cards().get(0).slices());
    }

    @Test
    void aDriverThatDoesNotAnswerIsAProblemAndNoCardIsNone() throws IOException {
        Findings broken = ask(
                PATIENCE,
                "echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\"",
                "exit 9");
        assertEquals(List.of(), broken.cards());
        assertTrue(broken.problem().orElseThrow().contains("cannot reach the NVIDIA driver"));
        Findings none = ask(PATIENCE, "echo 'No devices were found'; exit 6");
        assertEquals(Optional.empty(), none.problem());
    }

    @Test
    void aProgramThatHangsIsStoppedAfterTheLimit() throws IOException {
        long start = System.nanoTime();
        Findings found = ask(Duration.ofMillis(300), "exec sleep 60");
        assertTrue(System.nanoTime() - start < PATIENCE.toNanos());
        assertTrue(found.problem().orElseThrow().contains("did not answer"));
    }

    @Test
    void aProgramThatTalksWithoutEndFillsNoMemory() throws IOException {
        Findings found = ask(
                PATIENCE,
                "head -c 3000000 /dev/zero | tr '\\0' 'x'",
                "echo; echo '0, GPU-aa, NVIDIA H200, 9.0, 560.35.03, 143771, 143000, Disabled'");
        assertEquals(List.of(), found.cards());
    }

    @Test
    void readsTheLinuxDriversFilesWhereTheProgramIsMissing() throws IOException {
        Path driver = Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:3b:00.0"));
        Files.writeString(
                driver.resolve("information"),
                "Model: \t\t NVIDIA GeForce RTX 3090\nIRQ:   \t\t 83\nGPU UUID: \t"
                        + " GPU-8932f937-d72c-4106-c12f-20bd9faed9f6\nVideo BIOS: \t 94.02.42.00.b4\n");
        Files.writeString(
                root.resolve("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n"
                        + "GCC version:  gcc version 12.2.0\n");
        Card card = look(Platform.LINUX).cards().get(0);
        assertEquals("NVIDIA GeForce RTX 3090", card.name());
        assertEquals("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6", card.uuid());
        assertEquals("8.6", card.capability().orElseThrow().toString());
        assertEquals("535.129.03", card.driver().orElseThrow().toString());
        Files.writeString(
                root.resolve("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build  (x@y)\n");
        assertEquals(
                "560.35.03",
                look(Platform.LINUX).cards().get(0).driver().orElseThrow().toString());
    }

    @Test
    void aDriversLibraryAloneIsAProblem() throws IOException {
        assertEquals(Optional.empty(), look(Platform.LINUX).problem());
        Path folder = Files.createDirectories(root.resolve("usr/lib/wsl/lib"));
        Files.createFile(folder.resolve("libcuda.so.1"));
        assertTrue(look(Platform.WSL).problem().orElseThrow().contains("nvidia-smi"));
        assertEquals(Optional.empty(), look(Platform.OTHER).problem());
    }

    @Test
    void knowsWindowsAndLinuxInIt() {
        assertEquals(Platform.WINDOWS, Platform.of("Windows 11", ""));
        assertEquals(Platform.WSL, Platform.of("Linux", "Linux version 5.15.90.1-microsoft-standard-WSL2 (x@y)"));
        assertEquals(Platform.LINUX, Platform.of("Linux", "Linux version 6.1.0-18-amd64"));
        assertEquals(Platform.OTHER, Platform.of("Mac OS X", ""));
    }
}
