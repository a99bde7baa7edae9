package org.effigy.report.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.report.WrittenRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTailTest {
    @TempDir
    private Path run;

    private void append(String text) throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void leavesALineThatIsNotFinishedForLater() throws IOException {
        MetricsTail tail = new MetricsTail(run);
        assertEquals(List.of(), tail.update());
        String second = WrittenRun.line(2);
        append(WrittenRun.line(1) + second.substring(0, 30));
        assertEquals(1, tail.update().size());
        append(second.substring(30));
        assertEquals(2, tail.update().size());
        assertEquals(2, tail.update().size());
        assertEquals(2, tail.update().get(1).step());
    }

    @Test
    void beginsAgainWhereAResumedRunCutTheFile() throws IOException {
        MetricsTail tail = new MetricsTail(run);
        append(WrittenRun.line(1) + WrittenRun.line(2) + WrittenRun.line(3));
        assertEquals(3, tail.update().size());
        Files.writeString(
                run.resolve("metrics.jsonl"),
                WrittenRun.line(1) + WrittenRun.line(2).replace("31.2", "99.9"));
        assertEquals(2, tail.update().size());
        append(WrittenRun.line(3) + WrittenRun.line(4));
        assertEquals(99.9, tail.update().get(1).imagesPerSecond());
        assertEquals(4, tail.update().size());
        Files.delete(run.resolve("metrics.jsonl"));
        assertEquals(List.of(), tail.update());
    }

    @Test
    void readsWhetherTheModelRemembersWhereACheckpointSaysSo() throws IOException {
        append(WrittenRun.line(1)
                + WrittenRun.line(2)
                        .replace(
                                "}",
                                ",\"memory\":{\"trainImages\":64,\"heldOutImages\":64,\"trainLoss\":0.11,\"heldOutLoss\":0.12,"
                                        + "\"gap\":0.01,\"gapError\":0.003,\"copies\":{\"generated\":64,\"close\":16,"
                                        + "\"heldOut\":32,\"heldOutClose\":1}}}"));
        List<MetricsTail.Step> steps = new MetricsTail(run).update();
        assertEquals(Optional.empty(), steps.get(0).memory());
        assertEquals(
                Optional.of(new MetricsTail.Memory(0.11, 0.12, 0.25, 1.0 / 32)),
                steps.get(1).memory());
    }

    @Test
    void noticesOtherLinesOfTheSameLength() throws IOException {
        MetricsTail tail = new MetricsTail(run);
        append(WrittenRun.line(1) + WrittenRun.line(2));
        tail.update();
        Files.writeString(
                run.resolve("metrics.jsonl"),
                (WrittenRun.line(1) + WrittenRun.line(2)).replace("31.2", "99.9") + WrittenRun.line(3));
        assertEquals(99.9, tail.update().get(0).imagesPerSecond());
    }

    @Test
    void readsThePartsOfTheLossAndPassesOverDamage() throws IOException {
        append("{\"step\":1,\"loss\":2,\"meanLoss\":2,\"parts\":{\"generator\":1.5}}\nnonsense\n{\"loss\":1}\n");
        List<MetricsTail.Step> steps = new MetricsTail(run).update();
        assertEquals(1, steps.size());
        assertEquals(Map.of("generator", 1.5), steps.get(0).parts());
        assertTrue(Double.isNaN(steps.get(0).learningRate()));
    }

    @Test
    void readsARunAndRefusesWhatIsNone() throws IOException {
        RunFacts facts = RunFacts.read(WrittenRun.write(run, 3));
        assertEquals(3, facts.step());
        assertEquals("ddpm", facts.model().path("family").asText());
        assertEquals(1, facts.previews().size());
        assertTrue(RunFacts.isRun(run));
        Path config = run.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"version\": 1", "\"version\": 9"));
        assertThrows(InputException.class, () -> RunFacts.read(run));
        Files.delete(config);
        assertThrows(InputException.class, () -> RunFacts.read(run));
    }
}
