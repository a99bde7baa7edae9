package org.effigy.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.families.Classifier;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        for (ModelConfig model : List.of(
                ddpm(),
                new Dcgan.Config(64, 100, 32, 2, 0.9, 0.05),
                new Classifier.Config(Size.square(64), 8, List.of(1, 2), 1, 4, 2))) {
            Checkpoint written = checkpoint(model, 1);
            Path path = Checkpoint.write(folder.resolve("a"), written);

            Checkpoint read = Checkpoint.read(path);

            assertEquals(written.config(), read.config());
            assertEquals(written.sha256(), read.sha256());
            assertEquals("b.c", read.updater().get(1).name());
            assertArrayEquals(
                    new float[] {1, Float.MIN_VALUE, -0f}, read.weights().get(0).values());
            assertArrayEquals(new float[] {3}, read.ema().get(0).values());
        }
    }

    @Test
    void hashIsThatOfTheConfigAndWeightFilesInOrder() throws IOException {
        Checkpoint checkpoint = checkpoint(ddpm(), 1);
        Path path = Checkpoint.write(folder.resolve("a"), checkpoint);
        byte[] config = Files.readAllBytes(path.resolve("config.json"));
        byte[] weights = Files.readAllBytes(path.resolve("weights.safetensors"));
        byte[] ema = Files.readAllBytes(path.resolve("ema.safetensors"));
        byte[] all = new byte[config.length + weights.length + ema.length];
        System.arraycopy(config, 0, all, 0, config.length);
        System.arraycopy(weights, 0, all, config.length, weights.length);
        System.arraycopy(ema, 0, all, config.length + weights.length, ema.length);

        assertEquals(Hashes.sha256(all), checkpoint.sha256());
        assertNotEquals(checkpoint.sha256(), checkpoint(ddpm(), 2).sha256());
    }

    @Test
    void replacesAnExistingCheckpointAndLeavesNothingBehind() throws IOException {
        Checkpoint.write(folder.resolve("a"), checkpoint(ddpm(), 1));
        Checkpoint.write(folder.resolve("a"), checkpoint(ddpm(), 2));

        assertEquals(2, Checkpoint.read(folder.resolve("a")).config().step());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void refusesADamagedFileByName() throws IOException {
        for (String name : List.of("config.json", "weights.safetensors", "ema.safetensors", "updater.safetensors")) {
            Path path = Checkpoint.write(folder.resolve("a"), checkpoint(ddpm(), 1));
            byte[] bytes = Files.readAllBytes(path.resolve(name));
            bytes[bytes.length - 3] ^= 1;
            Files.write(path.resolve(name), bytes);
            assertRefused(path, name);

            Files.delete(path.resolve(name));
            assertRefused(path, name);
        }
    }

    @Test
    void withoutTheUpdaterOnlyTheOtherFilesAreVerified() throws IOException {
        Checkpoint written = checkpoint(ddpm(), 1);
        Path path = Checkpoint.write(folder.resolve("a"), written);
        Files.write(path.resolve("updater.safetensors"), new byte[] {1, 2, 3});
        Checkpoint read = Checkpoint.readWithoutUpdater(path);
        assertEquals(written.sha256(), read.sha256());
        assertTrue(read.updater().isEmpty());

        Files.write(path.resolve("ema.safetensors"), new byte[] {1, 2, 3});
        assertThrows(InputException.class, () -> Checkpoint.readWithoutUpdater(path));
    }

    @Test
    void refusesAnUnknownVersionAndAFolderThatIsNone() throws IOException {
        Path path = Checkpoint.write(folder.resolve("a"), checkpoint(ddpm(), 1));
        Path sums = path.resolve("checksums.json");
        Files.writeString(sums, Files.readString(sums).replace("\"version\" : 1", "\"version\" : 2"));
        assertRefused(path, "version is 2");
        assertRefused(folder, "not a checkpoint");
        Files.writeString(sums, "{\"version\":1}");
        assertRefused(path, "checksums.json");
    }

    @Test
    void sayWhichFamilyAModelIsOf() {
        assertTrue(Json.line(ddpm()).startsWith("{\"family\":\"ddpm\""));
        assertFalse(Json.line(Dcgan.Config.of(64, 100, 64, 0)).contains("ddpm"));
    }

    private static void assertRefused(Path path, String part) {
        InputException e = assertThrows(InputException.class, () -> Checkpoint.read(path));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    static Ddpm.Config ddpm() {
        return new Ddpm.Config(64, 2, 48, List.of(1, 2, 2), 1, 16, 8, 2, "cosine", 1000, PredictionType.VELOCITY);
    }

    static Checkpoint checkpoint(ModelConfig model, long step) {
        CheckpointConfig config = new CheckpointConfig(
                Checkpoint.VERSION,
                model.family(),
                model,
                JsonNodeFactory.instance.objectNode().put("size", 64).put("low", -1000.5),
                List.of("normal", "abnormal"),
                "fingerprint",
                List.of("parent"),
                step,
                JsonNodeFactory.instance.objectNode(),
                "0.1.0");
        return new Checkpoint(
                config,
                List.of(new NamedTensor("a", new long[] {3}, new float[] {1, Float.MIN_VALUE, -0f})),
                List.of(new NamedTensor("a", new long[] {1, 1}, new float[] {3})),
                List.of(
                        new NamedTensor("z", new long[] {0, 2}, new float[0]),
                        new NamedTensor("b.c", new long[] {2, 1}, new float[] {4, 5})));
    }
}
