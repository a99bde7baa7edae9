package org.effigy.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.Hashes;
import org.effigy.testsupport.Mutations;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken checkpoints end in a typed error, in bounded time and memory, also where their checksums are right. */
class HostileCheckpointTest {
    private static final long SEED = 20261122;
    private static final int CASES = 600;
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(2000, 64L << 20);
    private static final List<String> FILES = List.of("config.json", "weights.safetensors", "checksums.json");

    @TempDir
    private Path folder;

    @Test
    void noDamagedCheckpointBreaksTheProgram() throws IOException {
        Path sound = Checkpoint.write(folder.resolve("sound"), CheckpointTest.checkpoint(CheckpointTest.ddpm(), 1));
        List<String> findings = new ArrayList<>();
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < CASES; i++) {
                Path hostile = damaged(sound, i, FILES.get(i % FILES.size()), new Random(SEED + i));
                String finding = sandbox.run(() -> Checkpoint.read(hostile).sha256(), LIMITS);
                if (!finding.isEmpty()) {
                    findings.add("case " + i + ": " + finding);
                }
            }
        }
        assertEquals("", String.join("\n", findings));
    }

    private Path damaged(Path sound, int number, String target, Random random) throws IOException {
        Path hostile = Files.createDirectory(folder.resolve("hostile" + number));
        try (var files = Files.list(sound)) {
            for (Path file : files.toList()) {
                Files.copy(file, hostile.resolve(file.getFileName()));
            }
        }
        Path file = hostile.resolve(target);
        byte[] before = Files.readAllBytes(file);
        byte[] after = target.endsWith(".json") && random.nextBoolean()
                ? Mutations.damageJson(new String(before, StandardCharsets.UTF_8), random)
                        .getBytes(StandardCharsets.UTF_8)
                : Mutations.damage(before, random);
        Files.delete(file);
        Files.write(file, after);
        Path sums = hostile.resolve("checksums.json");
        String text = new String(Files.readAllBytes(sums), StandardCharsets.ISO_8859_1);
        Files.delete(sums);
        Files.write(
                sums, text.replace(Hashes.sha256(before), Hashes.sha256(after)).getBytes(StandardCharsets.ISO_8859_1));
        return hostile;
    }
}
