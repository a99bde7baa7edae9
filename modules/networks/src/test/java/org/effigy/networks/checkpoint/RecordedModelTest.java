package org.effigy.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedModelTest {
    @TempDir
    private Path folder;

    private static NamedTensor tensor(String name, float... values) {
        return new NamedTensor(name, new long[] {values.length}, values);
    }

    private static Checkpoint source(List<NamedTensor> weights, List<NamedTensor> ema) {
        CheckpointConfig config =
                CheckpointTest.checkpoint(CheckpointTest.ddpm(), 7).config();
        return new Checkpoint(config, weights, ema, List.of(tensor("adam.m", 1)));
    }

    @Test
    void holdsTheMovingAverageIn16BitsAndReadsAsACheckpoint() throws Exception {
        Checkpoint source = source(List.of(tensor("a", 1, 2), tensor("b", 0.1f)), List.of(tensor("a", 3.0005f, 4)));
        RecordedModel recorded = RecordedModel.of(source);
        recorded.write(folder.resolve("m"));

        Checkpoint read = CheckpointPlace.read(folder.resolve("m"));
        assertEquals(TensorType.F16, read.stored());
        assertArrayEquals(new float[] {3, 4}, read.weights().get(0).values());
        assertArrayEquals(
                new float[] {0.099975586f}, read.averagedWeights().get(1).values());
        assertTrue(read.ema().isEmpty() && read.updater().isEmpty());
        assertEquals(3, recorded.parameters());
        assertEquals((0.1 - 0.099975586) / 0.1, recorded.error(), 1e-6);
        assertEquals(List.of("parent", source.sha256()), read.config().lineage());
        assertEquals(7, read.config().step());
    }

    /** The identity of a model can be had without this program: cat config.json weights.safetensors | sha256sum. */
    @Test
    void isIdentifiedByTheBytesOfItsFiles() throws Exception {
        Path model = folder.resolve("m");
        RecordedModel.of(source(List.of(tensor("a", 0.1f)), List.of())).write(model);
        Path joined = folder.resolve("joined");
        Files.write(joined, Files.readAllBytes(model.resolve("config.json")));
        Files.write(
                joined,
                Files.readAllBytes(model.resolve("weights.safetensors")),
                java.nio.file.StandardOpenOption.APPEND);
        assertEquals(Hashes.sha256(joined), Checkpoint.read(model).sha256());
    }

    @Test
    void takesTheWiderTypeWhereAValueIsBeyondTheFinerOne() {
        assertEquals(
                TensorType.BF16,
                RecordedModel.of(source(List.of(tensor("a", 70_000)), List.of()))
                        .model()
                        .stored());
        assertThrows(InputException.class, () -> RecordedModel.of(source(List.of(tensor("a", Float.NaN)), List.of())));
    }

    @Test
    void leavesOutWhatSamplingDoesNotNeedOnlyWhereItWouldBeTooLarge() {
        NamedTensor generator = tensor("generator", 1);
        RecordedModel small = RecordedModel.of(source(List.of(generator, tensor("d", 2)), List.of(generator)));
        assertEquals(0, small.omitted());
        NamedTensor large = tensor("d", new float[(int) (RecordedModel.SMALL / 2)]);
        RecordedModel cut = RecordedModel.of(source(List.of(generator, large), List.of(generator)));
        assertEquals(1, cut.omitted());
        assertEquals(
                List.of("generator"),
                cut.model().weights().stream().map(NamedTensor::name).toList());
    }

    @Test
    void replacesAModelAndKeepsWhatLiesBesideItButNothingElse() throws Exception {
        RecordedModel model = RecordedModel.of(source(List.of(tensor("a", 1)), List.of()));
        Path place = folder.resolve("m");
        model.write(place);
        Files.writeString(place.resolve("CARD.md"), "mine");
        model.write(place);
        assertEquals("mine", Files.readString(place.resolve("CARD.md")));

        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("precious"), "x");
        assertThrows(InputException.class, () -> model.write(other));
        Path run = folder.resolve("run");
        Checkpoint.write(run, source(List.of(tensor("a", 1)), List.of(tensor("a", 1))));
        assertThrows(InputException.class, () -> model.write(run));
    }
}
